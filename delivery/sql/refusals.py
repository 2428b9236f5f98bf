"""What a migration's file may not hold, because it would not be applied whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from delivery.folder.migrations import Migration
from delivery.folder.text import at, read_text
from delivery.sql.statements import Statement, UnfinishedError, statements
from infra.problems import Problem, ProblemsError

MARKER = "-- hasura:no-transaction"
"""The first line of a file that runs outside of a transaction, as the CLI has it."""

_TRANSACTION = {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE"}
_OUTSIDE = {
    ("VACUUM",),
    ("CREATE", "DATABASE"),
    ("DROP", "DATABASE"),
    ("CREATE", "TABLESPACE"),
    ("DROP", "TABLESPACE"),
    ("ALTER", "SYSTEM"),
    ("REINDEX", "DATABASE"),
    ("REINDEX", "SYSTEM"),
}


@dataclass(frozen=True)
class Script:
    """A migration's file, read and found fit to be sent.

    Attributes:
        text: Its SQL, as it is sent.
        atomic: Whether it runs within a transaction.
    """

    migration: Migration
    text: str
    atomic: bool
    statements: tuple[Statement, ...]


def read_script(migration: Migration) -> Script:
    """Read the file that goes forward.

    Raises:
        ProblemsError: With every line for which it would not be applied whole or not at all.
    """
    file = migration.up
    text = read_text(file)
    atomic = not is_marked(text)
    if "\0" in text:
        raise ProblemsError(
            [at(file, text.count("\n", 0, text.index("\0")) + 1, "has a zero byte, which no SQL has")]
        )
    try:
        found = tuple(statements(text))
    except UnfinishedError as error:
        reason = f"{error.what} begins here and does not end: PostgreSQL would refuse the file"
        raise ProblemsError([at(file, error.line, reason)]) from None
    problems = list(_problems(file, found, atomic))
    if problems:
        raise ProblemsError(problems)
    return Script(migration, text, atomic, found)


def read_scripts(
    migrations: Sequence[Migration], report: Callable[[str], None] = lambda _: None
) -> tuple[Script, ...]:
    """Read many files.

    Raises:
        ProblemsError: With every problem of all of them.
    """
    scripts, problems = [], list[Problem]()
    for number, migration in enumerate(migrations, 1):
        if number % 100 == 0:
            report(f"{number} of {len(migrations)} migrations read")
        try:
            scripts.append(read_script(migration))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return tuple(scripts)


def is_marked(text: str) -> bool:
    """Whether the first line asks for no transaction; blanks around it do not matter, anything else does."""
    return text.partition("\n")[0].strip() == MARKER


def _problems(file: Path, found: Sequence[Statement], atomic: bool) -> Iterator[Problem]:
    for statement in found:
        if reason := _refused(statement.words, atomic):
            yield at(file, statement.line, reason)
    if not atomic and len(found) > 1:
        yield at(
            file,
            found[1].line,
            f"is a second statement after `{MARKER}`: PostgreSQL runs statements that are sent together "
            "in one transaction; give each a migration of its own",
        )


def _refused(words: tuple[str, ...], atomic: bool) -> str | None:
    first, rest = words[0], words[1:]
    if first == "\\":
        return "is a command of psql, which PostgreSQL itself does not know; take the line out"
    if first == "COPY" and "STDIN" in words:
        return (
            "reads rows from standard input, which a request has not; write INSERT, as pg_dump --inserts does"
        )
    if _ends_transaction(first, rest):
        return (
            f"{first} ends or begins a transaction, and herm applies each migration with the CLI's state in "
            "one: half of the file could be applied and not be known; take it out"
        )
    if atomic and (words[:1] in _OUTSIDE or words[:2] in _OUTSIDE or "CONCURRENTLY" in words):
        what = "CONCURRENTLY" if "CONCURRENTLY" in words else " ".join(words[:2])
        return f"{what} cannot run in a transaction: give it a migration of its own, first line {MARKER}"
    return None


def _ends_transaction(first: str, rest: tuple[str, ...]) -> bool:
    """Savepoints stay within a transaction, and PREPARE makes statements too."""
    if first == "ROLLBACK":
        return not re.search(r"\bTO\b", " ".join(rest))
    if first in ("START", "PREPARE"):
        return rest[:1] == ("TRANSACTION",)
    return first in _TRANSACTION

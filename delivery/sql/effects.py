"""What a statement of a schema's change stops while it runs, or until metadata knows of it.

PostgreSQL's documentation of each statement names the lock; what is here are the common ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from delivery.sql.statements import Statement

_FILLERS = {
    "TABLE",
    "VIEW",
    "MATERIALIZED",
    "COLUMN",
    "IF",
    "EXISTS",
    "ONLY",
    "INDEX",
    "UNIQUE",
    "NOT",
    "CASCADE",
}
_THEN = "the new metadata is there"


def waits_and_gaps(statements: Iterable[Statement]) -> Iterator[str]:
    """One line for each thing that waits, or is gone for a moment; none twice."""
    seen = set()
    for statement in statements:
        for line in _lines(statement.words):
            if line not in seen:
                seen.add(line)
                yield line


def _lines(words: tuple[str, ...]) -> Iterator[str]:
    match words[:2]:
        case ("DROP", "TABLE" | "VIEW" | "MATERIALIZED"):
            yield f"requests that use {_name(words[1:])} fail until {_THEN}"
        case ("ALTER", "TABLE"):
            table = _name(words[1:])
            if any(word in words for word in ("DROP", "RENAME")):
                yield f"requests that use what it drops or renames in {table} fail until {_THEN}"
            if not _is_quick(words):
                yield f"requests on {table} wait while it runs"
        case ("CREATE", "INDEX" | "UNIQUE") if "CONCURRENTLY" not in words and "ON" in words:
            yield f"writes to {_name(words[words.index('ON') :][1:])} wait while the index is made"
        case ("LOCK", _) | ("TRUNCATE", _):
            yield f"requests on {_name(words[1:])} wait while it runs"


def _is_quick(words: tuple[str, ...]) -> bool:
    """A column that is added with a constant default, or a change of the catalog alone, takes a moment."""
    rewrites = ("TYPE", "CHECK", "FOREIGN", "REFERENCES", "UNIQUE", "PRIMARY", "VALIDATE", "SET")
    return not any(word in words for word in rewrites)


def _name(words: tuple[str, ...]) -> str:
    """The table's name, which stands first; without quotes PostgreSQL takes capitals for small letters."""
    rest = list(words)
    while rest and rest[0] in _FILLERS:
        rest.pop(0)
    name = rest[:1]
    while len(rest) > 2 and rest[1] == ".":
        rest = rest[2:]
        name += [".", rest[0]]
    return "".join(part.strip('"') if part.startswith('"') else part.lower() for part in name)

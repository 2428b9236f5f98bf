"""A migration's file is sent only when it can be applied whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from delivery.folder.migrations import Migration
from delivery.sql.effects import waits_and_gaps
from delivery.sql.refusals import MARKER, Script, read_script, read_scripts
from delivery.sql.statements import statements
from infra.problems import ProblemsError


def script(folder: Path, text: str | bytes, name: str = "1_m") -> Script:
    """A file with this text, read."""
    return read_script(migration(folder, text, name))


def migration(folder: Path, text: str | bytes, name: str = "1_m") -> Migration:
    """A migration with this text."""
    file = folder / name / "up.sql"
    file.parent.mkdir()
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    version, _, title = name.partition("_")
    return Migration(int(version), title, file)


@pytest.mark.parametrize(
    "text",
    [
        "SAVEPOINT a; ROLLBACK TO a; ROLLBACK WORK TO SAVEPOINT a; RELEASE a;",
        "DO $$ BEGIN NULL; END $$;",
        "PREPARE p AS SELECT 1; EXECUTE p;",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;",
        "SELECT 'COMMIT'; -- COMMIT;",
        "COMMENT ON TABLE t IS 'x; COMMIT;';",
        "COPY t TO PROGRAM 'x';",
        "-- only a comment",
    ],
)
def test_what_is_sent(tmp_path: Path, text: str) -> None:
    """Savepoints, bodies, strings and comments end no transaction."""
    assert script(tmp_path, text).atomic


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("BEGIN", "BEGIN ends or begins a transaction"),
        ("START TRANSACTION", "START ends or begins"),
        ("commit", "COMMIT ends or begins"),
        ("END", "END ends or begins"),
        ("ROLLBACK", "ROLLBACK ends or begins"),
        ("ROLLBACK PREPARED 'a'", "ROLLBACK ends or begins"),
        ("ABORT", "ABORT ends or begins"),
        ("PREPARE TRANSACTION 'a'", "PREPARE ends or begins"),
        ("VACUUM t", "cannot run in a transaction"),
        ("CREATE DATABASE x", "CREATE DATABASE cannot run in a transaction"),
        ("CREATE INDEX CONCURRENTLY i ON t (a)", "CONCURRENTLY cannot run in a transaction"),
        (r"\connect other", "is a command of psql"),
        ("COPY t FROM STDIN", "reads rows from standard input"),
        ("SELECT 'a", "a string begins here and does not end"),
        ("SELECT '\0'", "has a zero byte"),
    ],
)
def test_what_is_refused(tmp_path: Path, statement: str, said: str) -> None:
    """What would leave half of a file, or cannot run, is told with its line before anything is sent."""
    with pytest.raises(ProblemsError) as error:
        script(tmp_path, f"CREATE TABLE a (b int);\n\n/* x */ {statement};\n")
    (problem,) = error.value.problems
    assert problem.where.endswith("up.sql, line 3")
    assert said in problem.reason


def test_every_line_of_every_file_at_once(tmp_path: Path) -> None:
    """Two files with three wrong lines are three problems."""
    files = [migration(tmp_path, "BEGIN;\nCOMMIT;", "1_a"), migration(tmp_path, "ROLLBACK;", "2_b")]
    with pytest.raises(ProblemsError) as error:
        read_scripts(files)
    assert len(error.value.problems) == 3


@pytest.mark.parametrize("first", [MARKER, f"  {MARKER}\t", f"\ufeff{MARKER}\r"])
def test_the_marker(tmp_path: Path, first: str) -> None:
    """The CLI's first line lets one statement run outside of a transaction, blanks around it or not."""
    found = script(tmp_path, f"{first}\nCREATE INDEX CONCURRENTLY i ON t (a);")
    assert not found.atomic


@pytest.mark.parametrize("first", [f"{MARKER} please", "", "-- hasura: no-transaction"])
def test_what_is_no_marker(tmp_path: Path, first: str) -> None:
    """Anything else in the first line, and the marker further down, marks nothing."""
    with pytest.raises(ProblemsError, match="cannot run in a transaction"):
        script(tmp_path, f"{first}\n{MARKER}\nCREATE INDEX CONCURRENTLY i ON t (a);")


def test_one_statement_without_a_transaction(tmp_path: Path) -> None:
    """PostgreSQL makes a transaction of several that come together, so that a second one is refused."""
    with pytest.raises(ProblemsError, match="line 3: is a second statement"):
        script(tmp_path, f"{MARKER}\nVACUUM t;\nVACUUM u;")


def test_text_is_sent_as_it_is(tmp_path: Path) -> None:
    """Line ends within strings are data and stay; a byte order mark, which PostgreSQL refuses, goes."""
    assert script(tmp_path, b"\xef\xbb\xbfSELECT 'a\r\nb';\r\n").text == "SELECT 'a\r\nb';\r\n"


@pytest.mark.parametrize(
    ("sql", "lines"),
    [
        ("DROP TABLE IF EXISTS a.b CASCADE", ["requests that use a.b fail until the new metadata is there"]),
        ("ALTER TABLE ONLY t ADD COLUMN c int DEFAULT 1", []),
        ("ALTER TABLE T ALTER c TYPE bigint", ["requests on t wait while it runs"]),
        ("CREATE INDEX i ON t (a)", ["writes to t wait while the index is made"]),
        ("CREATE INDEX CONCURRENTLY i ON t (a)", []),
        ('TRUNCATE "T"', ["requests on T wait while it runs"]),
        ("CREATE TABLE t (a int); INSERT INTO t VALUES (1)", []),
        (
            "ALTER TABLE t DROP a; ALTER TABLE t DROP b",
            ["requests that use what it drops or renames in t fail until the new metadata is there"],
        ),
    ],
)
def test_what_stops_for_a_moment(sql: str, lines: list[str]) -> None:
    """A statement that makes requests wait or fail is named with its table, once."""
    assert list(waits_and_gaps(statements(sql))) == lines

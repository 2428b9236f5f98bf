"""SQL is cut into statements as PostgreSQL's own parser does it."""

from __future__ import annotations

import pglast
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pglast.parser import ParseError

from delivery.sql.statements import UnfinishedError, statements

# What people write, and what hides the end of a statement.
PIECES = [
    "select 1",
    "select 'it''s; commit'",
    r"select E'\'; commit'",
    r"select '\'",
    "select E'a'\n  '\\'; b'",
    'select "a;b"',
    "select $$ ; commit; $$",
    "select $a$ ; $b$ $$ $a$",
    "select a$b$c",
    "select U&'\\0041;'",
    "select 1 -- ; commit",
    "/* /* ; */ commit; */ select 2",
    "do $$ begin perform 1; end $$",
    "create function f() returns int begin atomic select 1; select case when true then 2 end; end",
    "create rule r as on insert to t do also (insert into u values (1); delete from v)",
    "commit",
    "select (1)",
    "create table таблица (имя text)",
]
JOINTS = [";", ";\n", " ; -- x\n", ";;", ";\r\n", "; /* ; */ "]


def cut(text: str) -> list[str]:
    """The statements, as texts."""
    return [statement.text for statement in statements(text)]


@pytest.mark.parametrize("piece", PIECES)
def test_each_piece_is_one_statement(piece: str) -> None:
    """A semicolon in a string, name, comment or body ends nothing."""
    assert len(cut(piece + "\n;select 3")) == 2


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(JOINTS)), max_size=8))
def test_as_postgresql_cuts(parts: list[tuple[str, str]]) -> None:
    """Any sequence of them is cut where PostgreSQL's parser cuts it."""
    text = "".join(f"{piece}\n{joint}" for piece, joint in parts)
    expected = pglast.split(text)
    found = cut(text)
    assert len(found) == len(expected)
    assert all(theirs in ours or ours in theirs for ours, theirs in zip(found, expected, strict=True))


@given(st.text(alphabet="'\"$aE\\;-/*\n ()1", max_size=25))
def test_any_text(text: str) -> None:
    """Of a text that PostgreSQL takes, as many statements are found."""
    try:
        expected = len(pglast.split(text))
    except ParseError:
        return
    assert len(cut(text)) == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("select 1;\nselect 'a", "a string"),
        ("select 1;\nselect E'a\\'", "a string"),
        ('select 1;\nselect "a', "a quoted name"),
        ("select 1;\nselect $x$ a $$", "text in $x$"),
        ("select 1;\n/* /* */ select", "a comment"),
        ("select 1;\ncreate function f() returns int begin atomic select 1;", "BEGIN ATOMIC"),
    ],
)
def test_what_does_not_end(text: str, what: str) -> None:
    """Whatever swallows the rest of the text is told with the line in which it begins."""
    with pytest.raises(UnfinishedError) as error:
        cut(text)
    assert (error.value.what, error.value.line) == (what, 2)


def test_lines_and_words() -> None:
    """A statement knows its first line, and its words in capitals."""
    first, second = statements("-- one\n\nalter table Public.T add c int;\n\n  drop table t;")
    assert (first.line, second.line) == (3, 5)
    assert first.words == ("ALTER", "TABLE", "PUBLIC", ".", "T", "ADD", "C", "INT")


def test_a_file_of_many_megabytes() -> None:
    """A dump with long strings is read without a limit of its own."""
    row = "insert into t values (1, '" + "x" * 1_000_000 + "');\n"
    assert len(cut(row * 10)) == 10

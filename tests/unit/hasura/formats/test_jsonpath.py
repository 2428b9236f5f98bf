"""The JSON path dialect: what is a path, what it finds, how it is shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasura.formats.jsonpath import MISSING, JSONPathError, evaluate, parse_path, render
from hasura.model import JSONPath

HELP = (
    ". Accept letters, digits, underscore (_) or hyphen (-) only. "
    'Use quotes enclosed in bracket (["..."]) if there is any special character'
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("$", ()),
        ("$.hasura.claims", ("hasura", "claims")),
        ("hasura.claims", ("hasura", "claims")),
        (".hasura", ("hasura",)),
        ("$hasura", ("hasura",)),
        ("$._a-1", ("_a-1",)),
        ("$.größe", ("größe",)),
        ("$[0]", (0,)),
        ("$.roles[10].name", ("roles", 10, "name")),
        ("$.[0]", (0,)),
        ("[007]", (7,)),
        ('$["https://hasura.io/jwt/claims"]', ("https://hasura.io/jwt/claims",)),
        ("$['https://hasura.io/jwt/claims'].roles", ("https://hasura.io/jwt/claims", "roles")),
        ('$.["a b"]', ("a b",)),
        ("$['it\\'s']", ("it's",)),
        ("$['a \"quoted\" word']", ('a "quoted" word',)),
        ('$["a\\"b"]', ('a"b',)),
        ('$["\\u00e4\\n"]', ("ä\n",)),
        ('$["a]b"]', ("a]b",)),
        ('$[""]', ("",)),
        ("$[18446744073709551616]", (0,)),
        ("$[18446744073709551615]", (-1,)),
        ("$[" + "9" * 10_000 + "]", (-1,)),
    ],
)
def test_path(text: str, path: JSONPath) -> None:
    """Names, indexes and quoted names make a path; an index overflows as Hasura's does."""
    assert parse_path(text) == path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "$$",
        "$.",
        "$..a",
        "$.a.",
        "$.*",
        "$[*]",
        "$.1a",
        "$.-a",
        "$[-1]",
        "$[1:2]",
        "$[a]",
        "$[?(@.a)]",
        '$["a',
        '$["a"',
        "$['a\"]",
        '$["\\x"]',
        '$["\\ud800"]',
        '$["\n"]',
        "$[]",
        "$.a b",
        " $.a",
        "https://hasura.io/jwt/claims",
        "$.a/b",
        "$[\u0661]",
        "$.a\u0661",
    ],
)
def test_no_path(text: str) -> None:
    """Anything else is refused with Hasura's text, which repeats the path."""
    with pytest.raises(JSONPathError) as raised:
        parse_path(text)
    assert str(raised.value) == text + HELP


DOCUMENT: dict[str, Any] = {
    "sub": "1",
    "a": {"b": [None, {"c": False}]},
    "n": None,
    "0": "zero",
    "list": [[1], 2],
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", DOCUMENT),
        ("$.sub", "1"),
        ("$.a.b[1].c", False),
        ("$.a.b[0]", None),
        ("$.n", None),
        ("$.list[0][0]", 1),
        ('$["0"]', "zero"),
        ("$.Sub", MISSING),
        ("$.n.a", MISSING),
        ("$.sub[0]", MISSING),
        ("$[0]", MISSING),
        ("$.list.length", MISSING),
        ("$.list[2]", MISSING),
        ("$.list[18446744073709551615]", MISSING),
        ("$.a.c", MISSING),
    ],
)
def test_evaluation(path: str, found: Any) -> None:
    """A path goes key by key and index by index; a null that is there is found."""
    assert evaluate(parse_path(path), DOCUMENT) is found


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ((), "$"),
        (("hasura", "claims"), "$.hasura.claims"),
        (("roles", 0), "$.roles[0]"),
        (("https://hasura.io/jwt/claims",), '$["https://hasura.io/jwt/claims"]'),
        (("1a", "a-b", "-a", ""), '$["1a"].a-b["-a"][""]'),
        (('a"b', "größe"), '$["a\\"b"]["größe"]'),
    ],
)
def test_render(path: JSONPath, shown: str) -> None:
    """Plain names have dots, all others stand in brackets."""
    assert render(path) == shown


@given(st.lists(st.text() | st.integers(0, 2**63 - 1)).map(tuple))
def test_render_is_read_back(path: JSONPath) -> None:
    """What is shown is read as the same path."""
    assert parse_path(render(path)) == path


@given(st.text() | st.text("$.[]\"'\\ab1*-", max_size=30))
def test_any_text(text: str) -> None:
    """No text does worse than to be refused, and what is taken is shown and read back the same."""
    try:
        path = parse_path(text)
    except JSONPathError:
        return
    assert parse_path(render(path)) == path or any(isinstance(step, int) and step < 0 for step in path)

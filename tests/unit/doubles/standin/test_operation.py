"""Which operation is asked for, what it may cost, and the query that a live query asks."""

from __future__ import annotations

import pytest

from doubles.standin import limits
from doubles.standin.graphql.operation import as_query, read_operation
from doubles.standin.graphql.remembered import Remembered
from doubles.standin.graphql.request import GraphQLRequest, QueryError

INTROSPECTION = (
    "{ __schema { types { fields { type { ofType { ofType { ofType { ofType { name } } } } } } } } }"
)


def doubling(times: int) -> str:
    """A short document of very many fields: each fragment spreads the next one twice."""
    parts = [f"fragment f{n} on t {{ a {{ ...f{n + 1} }} b {{ ...f{n + 1} }} }}" for n in range(times)]
    return f"{{ ...f0 }} {' '.join(parts)} fragment f{times} on t {{ c }}"


@pytest.mark.parametrize(
    "query", ["{ a }", INTROSPECTION, doubling(10), "{ ...f } fragment f on t { a ...f }"]
)
def test_usual(query: str) -> None:
    """What clients send is not too costly; a fragment that spreads itself is somebody else's to refuse."""
    assert read_operation(GraphQLRequest(query)).kind.value == "query"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (doubling(20), f"more than {limits.FIELDS} fields"),
        ("{ a" * 31 + " }" * 31, f"more than {limits.DEPTH} levels deep"),
        ("{ a" * 600 + " }" * 600, "not a valid graphql query"),
        ("{" + " a" * 3000 + "}", "not a valid graphql query"),
    ],
)
def test_costly(query: str, reason: str) -> None:
    """Depth, fields and tokens have a bound each, whatever few words they are written with."""
    with pytest.raises(QueryError, match=reason):
        read_operation(GraphQLRequest(query))


def test_live_query() -> None:
    """A live query becomes the query of the same fields, by its place and not by its word."""
    text = '# subscription\nquery q { a } subscription s($subscription: Int) { a(b: "subscription") }'
    request = GraphQLRequest(text, "s", {"subscription": 1})
    asked = as_query(request, read_operation(request))
    assert asked.query == text.replace("subscription s(", "query s(")
    assert (asked.operation_name, asked.variables) == ("s", {"subscription": 1})


def test_one_live_query_at_a_time() -> None:
    """A live query of two fields is refused in Hasura's words."""
    two = GraphQLRequest("subscription { a b }")
    with pytest.raises(QueryError, match="subscriptions must select one top level field"):
        as_query(two, read_operation(two))


def test_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short document is remembered by its text, its operation and its bound; the oldest is forgotten."""
    monkeypatch.setattr(limits, "DOCUMENTS", 2)
    remembered, operation = Remembered(), read_operation(GraphQLRequest("{ a }"))
    first, second, third = (("{ a }", name, limits.TOKENS) for name in (None, "second", "third"))
    for asked in (first, second):
        remembered.keep(asked, operation)
    assert remembered.get(first) is operation  # so that the second is the oldest now
    remembered.keep(third, operation)
    assert [remembered.get(asked) for asked in (first, second, third)] == [operation, None, operation]
    assert remembered.get(("{ a }", None, 1)) is None
    long = ("{ a }" + " " * limits.SMALL, None, limits.TOKENS)
    remembered.keep(long, operation)
    assert remembered.get(long) is None

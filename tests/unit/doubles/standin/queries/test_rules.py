"""Rules with parts that always or never hold, as postrust is told them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.standin.queries.rules import NO_ROW, without_constants

ROWS = [{"a": a, "b": b} for a in (False, True) for b in (False, True)]
RULES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([{}, {"a": {"_eq": True}}, {"b": {"_eq": True}, "a": {}}, {"a": {}}]),
    lambda inner: st.one_of(
        inner.map(lambda rule: {"_not": rule}),
        inner.map(lambda rule: {"rel": rule}),
        st.tuples(inner, inner).map(lambda two: {"$not": two[0], "b": {"_eq": True}, "rel": two[1]}),
        st.lists(inner, max_size=3).map(lambda rules: {"_and": rules}),
        st.lists(inner, max_size=3).map(lambda rules: {"$or": rules}),
    ),
    max_leaves=8,
)


def hasura(rule: Any, row: dict[str, bool]) -> bool:
    """Whether a rule holds for a row; the relationship leads to the row itself."""
    results = []
    for key, value in rule.items():
        name = key.replace("$", "_")
        if name in {"_and", "_or"}:
            results.append((all if name == "_and" else any)(hasura(one, row) for one in value))
        elif name == "_not":
            results.append(not hasura(value, row))
        else:
            results.append(hasura(value, row) if name == "rel" else not value or row[name])
    return all(results)


def postrust(rule: Any, row: dict[str, bool]) -> bool | None:
    """The same as postrust reads it: None for what constrains nothing, which it leaves out everywhere."""
    results: list[bool | None] = []
    for key, value in rule.items():
        name = key.replace("$", "_")
        if name in {"_and", "_or"}:
            parts = [part for one in value if (part := postrust(one, row)) is not None]
            empty = None if name == "_and" else False
            results.append((all if name == "_and" else any)(parts) if parts else empty)
        elif name == "_not":
            inner = postrust(value, row)
            results.append(None if inner is None else not inner)
        elif name == "rel":
            results.append(postrust(value, row) is not False)  # a row is there
        else:
            results.append(row[name] if value else None)
    found = [result for result in results if result is not None]
    return all(found) if found else None


@given(RULES)
def test_same_rows(rule: Any) -> None:
    """What postrust grants by what it is told is what Hasura grants by the rule."""
    told = without_constants(rule, {"rel"})
    for row in ROWS:
        assert (postrust(told, row) is not False) == hasura(rule, row), told


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({}, {}),
        ({"_not": {}}, NO_ROW),
        ({"_or": [{"a": {"_eq": 1}}, {}]}, {}),
        ({"_and": []}, {}),
        ({"_or": []}, NO_ROW),
        ({"rel": {}}, {"rel": {}}),
        ({"_not": {"rel": {}}}, {"_not": {"rel": {}}}),
        (
            {"_exists": {"_table": "t", "_where": {"_not": {}}}},
            {"_exists": {"_table": "t", "_where": NO_ROW}},
        ),
        ({"_not": {"_exists": {"_table": "t", "_where": {}}}},) * 2,
        ({"a": {"_eq": {}}, "b": {"_contains": {}}},) * 2,
        ({"$and": [{"a": 1}, {"b": {"$gt": 1}}]},) * 2,
    ],
)
def test_examples(rule: Any, told: Any) -> None:
    """Constants go, and all else is as it was written."""
    assert without_constants(rule, {"rel"}) == told

"""Rules of permissions over the tables of these tests, each with the same condition in SQL.

They are for user 1, whose team is 2 and 3.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_SQL = {"_eq": "=", "_gt": ">", "_neq": "<>"}

RULES: st.SearchStrategy[tuple[dict[str, Any], str]] = st.recursive(
    st.one_of(
        st.tuples(st.sampled_from(["_eq", "_gt", "_neq"]), st.integers(0, 4)).map(
            lambda pair: ({"author_id": {pair[0]: pair[1]}}, f"author_id {_SQL[pair[0]]} {pair[1]}")
        ),
        st.booleans().map(lambda value: ({"published": {"_eq": value}}, f"published = {value}")),
        st.booleans().map(lambda none: ({"body": {"_is_null": none}}, f"(body IS NULL) = {none}")),
        st.lists(st.integers(0, 4), max_size=3).map(
            lambda some: ({"author_id": {"_in": some}}, f"author_id = ANY('{{{str(some)[1:-1]}}}'::int[])")
        ),
        st.sampled_from(["draft", "out", "b"]).map(
            lambda text: ({"body": {"_eq": text}}, f"body = '{text}'")  # NULL is neither it nor another
        ),
        st.just(({}, "true")),
        st.just(({"author_id": {"_eq": "X-Hasura-User-Id"}}, "author_id = 1")),
        st.just(({"author_id": {"_in": "x-hasura-team"}}, "author_id IN (2, 3)")),
        st.just(
            (
                {"author": {"name": {"_like": "A%"}}},
                "EXISTS (SELECT 1 FROM author a WHERE a.id = author_id AND name LIKE 'A%')",
            )
        ),
    ),
    lambda inner: st.one_of(
        inner.map(lambda rule: ({"_not": rule[0]}, f"NOT ({rule[1]})")),
        st.tuples(st.sampled_from(["_and", "_or"]), st.lists(inner, min_size=1, max_size=3)).map(
            lambda group: (
                {group[0]: [rule for rule, _ in group[1]]},
                "(" + f" {group[0][1:]} ".join(text for _, text in group[1]) + ")",
            )
        ),
    ),
    max_leaves=6,
)

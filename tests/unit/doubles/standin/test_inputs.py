"""What a role may not ask by, in whatever place of a request it stands."""

from __future__ import annotations

from typing import Any

import pytest

from doubles.standin.graphql.inputs import refuse_unguarded
from doubles.standin.graphql.request import GraphQLRequest, QueryError

RELATIONS = {"items", "org"}
UPDATES = "mutation ($u: [x!]!) { update_a_by(updates: $u) { affected_rows } }"
INSERT = "mutation ($o: x!) { insert_a_one(object: $o) { id org { id } } }"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ a(order_by: {items_aggregate: {count: asc}}) { id } }", {}),
        ("{ a(where: {_and: [{items_aggregate: {count: {predicate: {_gt: 1}}}}]}) { id } }", {}),
        ("query ($w: x) { a(where: $w) { id } }", {"w": {"_or": [{"items_aggregate": {}}]}}),
        ("query ($w: x = {items_aggregate: {}}) { a(where: $w) { id } }", {}),
        ("{ ...f } fragment f on q { a { items(order_by: {items_aggregate: {}}) { id } } }", {}),
        ("mutation { delete_a(where: {org: {id: {_eq: 1}}}) { affected_rows } }", {}),
        ("mutation { delete_a(where: {_not: {org: {}}}) { affected_rows } }", {}),
        ("mutation ($w: x) { delete_a(where: $w) { affected_rows } }", {"w": {"_not": {"org": {}}}}),
        ("mutation ($o: y) { delete_a(where: {_and: [$o]}) { affected_rows } }", {"o": {"org": {}}}),
        (UPDATES, {"u": [{"where": {"org": {}}}]}),
        ("mutation { insert_a(on_conflict: {where: {org: {data: {}}}}) { affected_rows } }", {}),
    ],
)
def test_refused(query: str, variables: Any) -> None:
    """Orders and conditions by related aggregates, and a mutation's condition by related rows."""
    with pytest.raises(QueryError, match="from the admin alone"):
        refuse_unguarded(GraphQLRequest(query, None, variables), RELATIONS)


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ a(where: {org: {id: {_eq: 1}}}, order_by: {org: {id: asc}}) { items_aggregate { x } } }", {}),
        ("mutation { delete_a(where: {id: {_eq: 1}}) { affected_rows } }", {}),
        ("mutation { insert_a_one(object: {org: {data: {id: 1}}}) { id } }", {}),
        (INSERT, {"o": {"org": {"data": {"items": {"data": []}}}}}),
        (UPDATES, {"u": [{"where": {"id": {"_eq": 1}}, "_set": {"id": 2}}]}),
    ],
)
def test_taken(query: str, variables: Any) -> None:
    """Everything else: conditions of queries by related rows, nested inserts, aggregates that are shown."""
    refuse_unguarded(GraphQLRequest(query, None, variables), RELATIONS)


def test_deep_variables() -> None:
    """A name is found however deeply a value is nested."""
    deep: Any = {"items_aggregate": {}}
    for _ in range(300):
        deep = [deep]
    with pytest.raises(QueryError, match="from the admin alone"):
        refuse_unguarded(GraphQLRequest("mutation ($d: x) { a(b: $d) }", None, {"d": deep}), RELATIONS)

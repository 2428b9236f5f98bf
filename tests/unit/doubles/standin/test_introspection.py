"""`subscription_root` in introspection: asked as `query_root`, shown by its own name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import build_schema, get_introspection_query, graphql_sync

from doubles.standin.graphql.introspection import asks_for_schema, introspection
from doubles.standin.graphql.request import GraphQLRequest

SCHEMA = build_schema(
    """
    schema { query: query_root }
    type query_root { author: author  subscriptionType: String }
    type author { id: Int, subscriptionType: String }
    """
)
FRAGMENT = "fragment a on __Schema { subscriptionType { name } }"
COLUMN = '{ author { subscriptionType } subscriptionType text: author { id(a: "__schema") } }'


def shown(query: str) -> Any:
    """The data that a client is answered, by an engine that knows no subscriptions."""
    asked = introspection(GraphQLRequest(query))
    assert asked is not None
    result = graphql_sync(SCHEMA, asked.request.query)
    assert result.errors is None, result.errors
    return json.loads(asked.answer(json.dumps({"data": result.data}).encode()))["data"]


def test_whole_schema() -> None:
    """The introspection of tools has `subscription_root` with the fields of `query_root`, and all else."""
    schema = shown(get_introspection_query())["__schema"]
    kinds = {kind["name"]: kind for kind in schema["types"]}
    assert schema["subscriptionType"] == schema["queryType"] | {"name": "subscription_root"}
    assert schema["queryType"]["name"] == "query_root"
    assert kinds["subscription_root"] == kinds["query_root"] | {"name": "subscription_root"}
    assert len(kinds) == len(schema["types"])


@pytest.mark.parametrize(
    ("query", "data"),
    [
        (
            "{ __schema { subscriptionType { name fields { name } } } }",
            {"subscriptionType": {"name": "subscription_root", "fields": [{"name": "author"}]}},
        ),
        (
            "{ __schema { queryType { name } s: subscriptionType { name } } }",
            {"queryType": {"name": "query_root"}, "s": {"name": "subscription_root"}},
        ),
        (
            "{ __schema { ...a ... on __Schema { subscriptionType { kind } } } } " + FRAGMENT,
            {"subscriptionType": {"name": "subscription_root", "kind": "OBJECT"}},
        ),
        ("{ __schema { subscriptionType @skip(if: true) { name } types @skip(if: true) { name } } }", {}),
        ("{ __schema { queryType { name } } }", {"queryType": {"name": "query_root"}}),
    ],
)
def test_parts(query: str, data: Any) -> None:
    """Whatever is asked of it is that of `query_root`, with fragments, aliases and directives."""
    found = shown(query)["__schema"]
    for root in found.values():
        if "fields" in root:
            root["fields"] = [field for field in root["fields"] if field["name"] == "author"]
    assert found == data


def test_fields_of_that_name() -> None:
    """A field of a table that is called so is left alone."""
    query = "{ s: __schema { subscriptionType { name } } subscriptionType author { subscriptionType } }"
    asked = introspection(GraphQLRequest(query))
    assert asked is not None
    assert asked.request.query == query.replace(
        "subscriptionType { name", "subscriptionType: queryType { name", 1
    )


def test_others() -> None:
    """What asks for no schema is asked as it is; errors are told as they are."""
    assert not asks_for_schema(GraphQLRequest("{ author { id } }"))
    assert introspection(GraphQLRequest(COLUMN)) is None
    asked = introspection(GraphQLRequest("{ __schema { types { name } } }"))
    assert asked is not None
    errors = b'{"errors":[{"message":"no"}]}'
    assert asked.answer(errors) == errors

"""GraphQL over HTTP: who may ask, what a body must be, what the schema knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from graphql import build_client_schema, get_introspection_query

Serve = Any
Token = Callable[..., str]

ADMIN = {"x-hasura-admin-secret": "the-admin-secret-of-these-tests"}
QUERY = {"query": "{ __typename }"}
NO_REQUEST = "parsing Hasura.GraphQL.Transport.HTTP.Protocol.GQLReq(GQLReq) failed"
DATA = {"data": {"__typename": "query_root"}}


def error(message: str, code: str, path: str = "$") -> dict[str, Any]:
    """The body of one error."""
    return {"errors": [{"message": message, "extensions": {"path": path, "code": code}}]}


def test_admin(serve: Serve) -> None:
    """The admin secret lets in, without a token."""
    assert serve().client.post("/v1/graphql", json=QUERY, headers=ADMIN).json() == DATA


def test_token(serve: Serve, make_token: Token) -> None:
    """A valid token lets in with its role, which the log shows."""
    stand = serve()
    assert stand.query(Authorization=f"Bearer {make_token('editor')}") == DATA
    assert stand.lines[-1]["detail"]["operation"]["user_vars"] == {"x-hasura-role": "editor"}


@pytest.mark.parametrize(
    ("headers", "status", "message", "code"),
    [
        ({}, 400, "Missing 'Authorization' or 'Cookie' header in JWT authentication mode", "invalid-headers"),
        ({"authorization": "Basic x"}, 400, "Malformed Authorization header", "invalid-headers"),
        (
            {"x-hasura-admin-secret": "wrong"},
            401,
            "invalid x-hasura-admin-secret/x-hasura-access-key",
            "access-denied",
        ),
    ],
)
def test_refusals(serve: Serve, headers: dict[str, str], status: int, message: str, code: str) -> None:
    """`/v1/graphql` says 200 to every refusal, the older address its real status; the bodies are the same."""
    client = serve().client
    now = client.post("/v1/graphql", json=QUERY, headers=headers)
    before = client.post("/v1alpha1/graphql", json=QUERY, headers=headers)
    assert (now.status_code, before.status_code) == (200, status)
    assert now.json() == before.json() == error(message, code)


def test_expired_token(serve: Serve, make_token: Token) -> None:
    """An expired token is refused although a role for strangers is configured."""
    stand = serve(UNAUTHORIZED_ROLE="anonymous")
    assert stand.query() == DATA
    expired = f"Bearer {make_token(seconds=-1)}"
    assert stand.query(Authorization=expired) == error("Could not verify JWT: JWTExpired", "invalid-jwt")


def test_jwk_url_before_its_first_fetch(serve: Serve, make_token: Token) -> None:
    """While no key is loaded no token is accepted."""
    stand = serve(JWT_SECRET='{"jwk_url": "https://id.example/jwks"}')
    body = stand.query(Authorization=f"Bearer {make_token()}")
    assert body["errors"][0]["message"] == "Could not verify JWT: JWSError NoUsableKeys"


@pytest.mark.parametrize(
    ("body", "message", "code", "path"),
    [
        (b"", "Error in $: not enough input", "invalid-json", "$"),
        (b"{", "Error in $: Failed reading: not a valid json value", "invalid-json", "$"),
        (
            b"\xff",
            "Error in $: Cannot decode input: Data.Text.Internal.Encoding.decodeUtf8: Invalid UTF-8 stream",
            "invalid-json",
            "$",
        ),
        (
            b"{}",
            f'{NO_REQUEST}, key "query" not found',
            "parse-failed",
            "$",
        ),
        (
            b'"x"',
            f"{NO_REQUEST}, expected Object, but encountered String",
            "parse-failed",
            "$",
        ),
        (
            b'{"query": 1}',
            "parsing Text failed, expected String, but encountered Number",
            "parse-failed",
            "$.query",
        ),
        (
            b'{"query": "{a}", "operationName": []}',
            "parsing Text failed, expected String, but encountered Array",
            "parse-failed",
            "$.operationName",
        ),
        (
            b'{"query": "{a}", "variables": "x"}',
            "parsing HashMap failed, expected Object, but encountered String",
            "parse-failed",
            "$.variables",
        ),
    ],
)
def test_bad_bodies(serve: Serve, body: bytes, message: str, code: str, path: str) -> None:
    """A body that is not a request is refused in Hasura's words, after the credentials were looked at."""
    client = serve().client
    answer = client.post("/v1/graphql", content=body, headers=ADMIN)
    assert (answer.status_code, answer.json()) == (200, error(message, code, path))
    assert client.post("/v1alpha1/graphql", content=body, headers=ADMIN).status_code == 400
    assert (
        client.post("/v1/graphql", content=body).json()["errors"][0]["extensions"]["code"]
        == "invalid-headers"
    )


@pytest.mark.parametrize(
    ("query", "message", "path"),
    [
        ("{", "not a valid graphql query", "$.query"),
        ("{" * 5000, "not a valid graphql query", "$.query"),
        ("{a}" * 20_000, "not a valid graphql query", "$.query"),
        ("{ users }", "field 'users' not found in type: 'query_root'", "$.selectionSet.users"),
        ("mutation { x }", "no mutations exist", "$"),
        ("subscription { x }", "no subscriptions exist", "$"),
        (
            "query a { __typename } query b { __typename }",
            "exactly one operation has to be present in the document when operationName is not specified",
            "$",
        ),
    ],
)
def test_bad_queries(serve: Serve, query: str, message: str, path: str) -> None:
    """An operation that the schema does not know is refused as Hasura refuses it."""
    answer = serve().client.post("/v1/graphql", json={"query": query}, headers=ADMIN)
    assert (answer.status_code, answer.json()) == (200, error(message, "validation-failed", path))


def test_chosen_operation(serve: Serve) -> None:
    """Of several operations the named one runs, with its variables."""
    query = "query a { a: __typename } query b($yes: Boolean!) { b: __typename @include(if: $yes) }"
    body = {"query": query, "operationName": "b", "variables": {"yes": True}}
    answer = serve().client.post("/v1/graphql", json=body, headers=ADMIN)
    assert answer.json() == {"data": {"b": "query_root"}}


def test_batch(serve: Serve) -> None:
    """A batch is answered entry by entry."""
    answer = serve().client.post("/v1/graphql", json=[QUERY, {"query": "{ x }"}], headers=ADMIN).json()
    assert answer[0] == DATA
    assert answer[1] == error(
        "field 'x' not found in type: 'query_root'", "validation-failed", "$.selectionSet.x"
    )


def test_introspection(serve: Serve) -> None:
    """Tools that introspect find the schema of a Hasura without tables."""
    body = serve().query(get_introspection_query(), **ADMIN)
    schema = build_client_schema(body["data"])
    assert schema.query_type is not None
    assert schema.query_type.name == "query_root"
    assert list(schema.query_type.fields) == ["no_queries_available"]
    assert schema.mutation_type is None

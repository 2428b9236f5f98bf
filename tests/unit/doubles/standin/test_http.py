"""The server's addresses, and what happens at those that do not exist."""

from __future__ import annotations

from typing import Any

import pytest

Serve = Any

NOT_FOUND = {"path": "$", "error": "resource does not exist", "code": "not-found"}
ADMIN = {"x-hasura-admin-secret": "the-admin-secret-of-these-tests"}


@pytest.mark.parametrize("address", ["/healthz", "/healthz?strict=true"])
def test_healthy(serve: Serve, address: str) -> None:
    """A server whose database answers is healthy, strictly too."""
    answer = serve().client.get(address)
    assert (answer.status_code, answer.text) == (200, "OK")


@pytest.mark.parametrize("address", ["/healthz", "/healthz?strict=true"])
def test_database_gone(serve: Serve, address: str) -> None:
    """A server whose database does not answer is not healthy."""
    answer = serve(healthy=False).client.get(address)
    assert (answer.status_code, answer.text) == (500, "ERROR")


def test_version(serve: Serve) -> None:
    """The version names the edition and says that this is a stand-in, to everybody."""
    body = serve().client.get("/v1/version").json()
    assert body["server_type"] == "ce"
    assert "stand-in" in body["version"]


@pytest.mark.parametrize(
    ("method", "address"),
    [("GET", "/nowhere"), ("POST", "/nowhere"), ("GET", "/v1/graphql"), ("PUT", "/v1/version")],
)
def test_not_found(serve: Serve, method: str, address: str) -> None:
    """Unknown addresses and methods answer 404 in Hasura's words."""
    answer = serve().client.request(method, address)
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("api", "method", "address"),
    [
        ("graphql", "POST", "/v1/graphql"),
        ("graphql", "POST", "/v1alpha1/graphql"),
        ("config", "GET", "/v1alpha1/config"),
        ("config", "GET", "/v1/config"),
        ("metadata", "POST", "/v1/metadata"),
        ("metadata", "POST", "/v2/query"),
        ("pgdump", "POST", "/v1alpha1/pg_dump"),
    ],
)
def test_disabled_api(serve: Serve, api: str, method: str, address: str) -> None:
    """The addresses of an API exist exactly when it is enabled."""
    others = ",".join({"graphql", "config", "metadata", "pgdump"} - {api})
    assert serve(ENABLED_APIS=others).client.request(method, address).status_code == 404
    assert serve(ENABLED_APIS=f" {api.upper()} ").client.request(method, address).status_code != 404


def test_console(serve: Serve) -> None:
    """The console is a page that says what this is; only where it is enabled."""
    client = serve(ENABLE_CONSOLE="Yes").client
    assert "This is not Hasura" in client.get("/console").text
    assert client.get("/", follow_redirects=False).headers["location"] == "/console"
    assert serve().client.get("/console").status_code == 404


def test_config_is_for_the_admin(serve: Serve) -> None:
    """The settings are shown to the admin alone, and hold no key."""
    client = serve().client
    shown = client.get("/v1alpha1/config", headers=ADMIN)
    assert shown.json()["is_jwt_set"] is True
    assert shown.json()["jwt"][0]["claims_namespace"] == "https://hasura.io/jwt/claims"
    assert "0123456789abcdef" not in shown.text
    refused = client.get("/v1alpha1/config", headers=ADMIN | {"x-hasura-role": "user"})
    assert refused.status_code == 400
    assert refused.json()["code"] == "access-denied"
    assert client.get("/v1/config").status_code == 400


def test_config_with_a_claims_map(serve: Serve) -> None:
    """A claims map is shown by the names of its variables."""
    stand = serve(
        JWT_SECRET='{"type": "HS256", "key": "0123456789abcdef0123456789abcdef", "claims_map": '
        '{"x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user"}}'
    )
    shown = stand.client.get("/v1/config", headers=ADMIN).json()["jwt"][0]
    assert shown["claims_map"] == ["x-hasura-allowed-roles", "x-hasura-default-role"]


@pytest.mark.parametrize("address", ["/v1/metadata", "/v1/query", "/v2/query"])
def test_metadata_is_for_the_admin(serve: Serve, address: str) -> None:
    """The metadata API authenticates as Hasura does, before it reads a body."""
    client = serve().client
    wrong = client.post(address, content=b"{", headers={"x-hasura-admin-secret": "wrong"})
    assert wrong.status_code == 401
    assert wrong.json()["error"] == "invalid x-hasura-admin-secret/x-hasura-access-key"
    user = client.post(address, json={}, headers=ADMIN | {"x-hasura-role": "user"})
    assert (user.status_code, user.json()["error"]) == (400, "restricted access : admin only")


def test_no_dump(serve: Serve) -> None:
    """A dump of the database is not served, and says so."""
    answer = serve().client.post("/v1alpha1/pg_dump", json={}, headers=ADMIN)
    assert (answer.status_code, answer.json()["code"]) == (400, "not-supported")


def test_strictly_healthy(serve: Serve) -> None:
    """Inconsistent metadata is a warning, and with `strict=true` an error, in Hasura's words."""
    stand = serve()
    table = {
        "version": 3,
        "sources": [{"name": "default", "kind": "postgres", "tables": [{"table": "nope"}]}],
    }
    args = {"metadata": table, "allow_inconsistent_metadata": True}
    stand.client.post("/v1/metadata", json={"type": "replace_metadata", "args": args}, headers=ADMIN)
    lenient, strict = (stand.client.get(f"/healthz{query}") for query in ("", "?strict=true"))
    assert (lenient.status_code, lenient.text) == (200, "WARN: inconsistent objects in schema")
    assert (strict.status_code, strict.text) == (500, "ERROR: inconsistent objects in schema")


def test_request_id(serve: Serve) -> None:
    """A request keeps the id it came with, and gets one otherwise."""
    client = serve().client
    assert client.get("/v1/version", headers={"x-request-id": "abc"}).headers["x-request-id"] == "abc"
    assert len(client.get("/v1/version").headers["x-request-id"]) == 36


@pytest.mark.parametrize(
    ("domains", "origin", "allowed"),
    [
        ("*", "https://any.example", True),
        ("https://app.example", "https://app.example", True),
        ("https://app.example", "http://app.example", False),
        ("https://a.example, https://*.app.example", "https://x.app.example", True),
        ("https://*.app.example", "https://app.example", False),
        ("https://*.app.example", "https://x.app.example.evil", False),
        ("http://localhost:3000", "http://localhost:3000", True),
        ("http://localhost:3000", "http://localhost:3001", False),
    ],
)
def test_cors(serve: Serve, domains: str, origin: str, allowed: bool) -> None:
    """The origins of the list may call; others get an answer without the headers."""
    answer = serve(CORS_DOMAIN=domains).client.get("/v1/version", headers={"origin": origin})
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert answer.status_code == 200


def test_preflight(serve: Serve) -> None:
    """A preflight is answered with the headers that the browser asked for."""
    asked = {"origin": "https://a.example", "access-control-request-headers": "authorization"}
    answer = serve().client.options("/v1/graphql", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-headers"] == "authorization"
    assert answer.headers["access-control-allow-credentials"] == "true"


def test_cors_disabled(serve: Serve) -> None:
    """With CORS disabled no origin gets headers."""
    answer = serve(DISABLE_CORS="true").client.get("/v1/version", headers={"origin": "https://a.example"})
    assert "access-control-allow-origin" not in answer.headers

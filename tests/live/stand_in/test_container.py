"""The stand-in engine as its image runs it, on a real PostgreSQL."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from tests.live.containers import Sandbox, accepts, docker, exit_code, health, sql, wait_until

pytestmark = pytest.mark.needs_root

ADMIN = {"x-hasura-admin-secret": "the-admin-secret"}
CLAIMS = {
    "https://hasura.io/jwt/claims": {"x-hasura-default-role": "user", "x-hasura-allowed-roles": ["user"]},
}
DATA = {"data": {"__typename": "query_root"}}


def ask(url: str, **headers: str) -> object:
    """What `/v1/graphql` answers."""
    return httpx.post(f"{url}/v1/graphql", json={"query": "{ __typename }"}, headers=headers).json()


def test_healthy_while_its_database_is(sandbox: Sandbox) -> None:
    """The stand-in answers while its database does, says so when it is gone, and recovers with it."""
    database, hasura, url = sandbox.healthy_stack()
    assert ask(url, **ADMIN) == DATA
    assert docker("exec", hasura, "curl", "-fsS", "http://127.0.0.1:8080/healthz") == "OK"
    docker("stop", database)
    assert health(url) == 500
    docker("start", database)
    wait_until(lambda: health(url) == 200)


def test_state_in_the_database(sandbox: Sandbox) -> None:
    """The catalog is made once and kept by later starts; pgcrypto is there."""
    database, hasura, url = sandbox.healthy_stack()
    first = sql(database, "SELECT first_started FROM hdb_catalog.herm_stand_in")
    docker("restart", hasura)
    port = docker("port", hasura, "8080/tcp").rpartition(":")[2]
    wait_until(lambda: health(f"http://127.0.0.1:{port}") == 200)
    assert sql(database, "SELECT first_started FROM hdb_catalog.herm_stand_in") == first
    assert sql(database, "SELECT count(*) FROM pg_extension WHERE extname = 'pgcrypto'") == "1"
    assert url.startswith("http://127.0.0.1:")


def test_sigterm(sandbox: Sandbox) -> None:
    """SIGTERM ends it within seconds with exit code 0, open connections or not."""
    _, hasura, url = sandbox.healthy_stack()
    with httpx.Client() as client:
        client.get(f"{url}/v1/version")
        started = time.monotonic()
        docker("stop", "--time", "30", hasura)
    assert time.monotonic() - started < 10
    assert exit_code(hasura) == 0
    assert '"stopped"' in docker("logs", hasura)


def test_sigterm_while_it_waits_for_its_database(sandbox: Sandbox) -> None:
    """SIGTERM is obeyed during the start as well."""
    container, _ = sandbox.hasura(NO_OF_RETRIES="1000")
    wait_until(lambda: "trying again" in docker("logs", container))
    started = time.monotonic()
    docker("stop", "--time", "30", container)
    assert time.monotonic() - started < 10


def test_wrong_environment(sandbox: Sandbox) -> None:
    """A JWT secret that Hasura would refuse ends the start as Hasura does, without showing the key."""
    container, _ = sandbox.hasura(JWT_SECRET='{"type": "HS256", "key": "too-short-a-key"}')
    assert exit_code(container) == 1
    logs = docker("logs", container)
    assert "Fatal Error:- Environment variable HASURA_GRAPHQL_JWT_SECRET: " in logs
    assert "Key size too small; should be atleast 32 characters" in logs
    assert "too-short-a-key" not in logs


def test_wrong_database_password(sandbox: Sandbox) -> None:
    """A wrong password ends the start with PostgreSQL's reason, and without the password."""
    database = sandbox.postgres()
    wait_until(lambda: accepts(database))
    container, _ = sandbox.hasura(DATABASE_URL="postgres://hasura:wr0ng@postgres/hasura", NO_OF_RETRIES="0")
    assert exit_code(container) == 1
    logs = docker("logs", container)
    assert "password authentication failed" in logs
    assert "wr0ng" not in logs


class KeyServer:
    """An identity provider's key set, on this machine, whose keys can be changed."""

    def __init__(self) -> None:
        self.keys: list[RSAPrivateKey] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                members = [RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) for key in outer.keys]
                self.send_response(200)
                self.send_header("Cache-Control", "max-age=1")
                self.end_headers()
                self.wfile.write(json.dumps({"keys": members}).encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)  # noqa: S104 - the container asks it
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        self.url = f"http://host:{self._server.server_port}/jwks"

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()


def test_rotated_keys(sandbox: Sandbox) -> None:
    """Keys of a `jwk_url` are fetched, fetched again as its headers say, and kept when it is gone."""
    server = KeyServer()
    old, new = (generate_private_key(65537, 2048) for _ in range(2))
    server.keys = [old]
    _, hasura, url = sandbox.healthy_stack(
        JWT_SECRET=json.dumps({"jwk_url": server.url}), ENABLED_LOG_TYPES="startup,jwk-refresh-log"
    )

    def lets_in(key: RSAPrivateKey) -> bool:
        return ask(url, Authorization=f"Bearer {jwt.encode(CLAIMS, key, 'RS256')}") == DATA

    wait_until(lambda: lets_in(old), 10)
    assert not lets_in(new)
    server.keys = [new]
    wait_until(lambda: lets_in(new), 10)
    assert not lets_in(old)
    server.stop()
    wait_until(lambda: "Error fetching JWK" in docker("logs", hasura), 10)
    assert lets_in(new)


def test_unreachable_keys(sandbox: Sandbox) -> None:
    """A `jwk_url` that does not answer at the start is fatal."""
    database = sandbox.postgres()
    wait_until(lambda: accepts(database))
    container, _ = sandbox.hasura(JWT_SECRET='{"jwk_url": "http://host:9/jwks"}')
    assert exit_code(container) == 1
    assert "Error fetching JWK" in docker("logs", container)

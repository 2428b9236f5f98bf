"""A stand-in engine in this process: the real application, with the database's health injected."""

from __future__ import annotations

import asyncio
import io
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from starlette.testclient import TestClient

from doubles.standin.app import build_app
from doubles.standin.engine import Engine
from doubles.standin.http.server import Server, http_server
from doubles.standin.log import Log
from doubles.standin.metadata.api import MetadataApi
from doubles.standin.options import read_options
from doubles.standin.queries.serving import Queries
from hasura.start.startup import start
from tests.unit.doubles.standin.memory import api, forget

KEY = "0123456789abcdef0123456789abcdef"
ADMIN = "the-admin-secret-of-these-tests"
ENV = {
    "HASURA_GRAPHQL_DATABASE_URL": "postgres://hasura:the-password@nowhere/hasura",
    "HASURA_GRAPHQL_ADMIN_SECRET": ADMIN,
    "HASURA_GRAPHQL_JWT_SECRET": json.dumps({"type": "HS256", "key": KEY}),
    "HASURA_GRAPHQL_ENABLED_LOG_TYPES": "startup,http-log,websocket-log,query-log",
}


@dataclass(frozen=True)
class Stand:
    """A client of a running server, and what the server logged."""

    client: TestClient
    stream: io.StringIO

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log so far."""
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def query(self, text: str = "{ __typename }", **headers: str) -> Any:
        """The body that `/v1/graphql` answers a query with."""
        return self.client.post("/v1/graphql", json={"query": text}, headers=headers).json()


Serve = Callable[..., Stand]


async def _nothing() -> None:
    await asyncio.Event().wait()


def _no_tables() -> Queries:
    return Queries(None, lambda _: "", Log(frozenset()), forget)


async def _healthy() -> bool:
    return True


def make_engine() -> Engine:
    """The parts of a server for a port of 127.0.0.1."""
    options = read_options(ENV | {"HASURA_GRAPHQL_SERVER_PORT": "0"})
    log = Log(options.log_types, options.log_level, io.StringIO())
    return Engine(start(ENV), options, log, dict, _healthy, _nothing, api(), _no_tables())


def make_server() -> Server:
    """A server for a port of 127.0.0.1, as the image has it."""
    engine = make_engine()
    return http_server(engine.options, engine)


def port_of(server: Server) -> int:
    """Where a server that has started listens."""
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port


@pytest.fixture
def listen() -> Iterator[Callable[[], int]]:
    """Starts a server on a port of 127.0.0.1, as the image does, and returns the port."""
    with ExitStack() as stack:

        def started() -> int:
            server = make_server()
            thread = threading.Thread(target=server.run, daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.handle_exit, signal.SIGTERM, None)
            while not server.started:
                time.sleep(0.01)
            return port_of(server)

        yield started


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers: `serve(ENABLE_CONSOLE="true")`, names without `HASURA_GRAPHQL_`."""
    with ExitStack() as stack:

        def started(
            *,
            healthy: bool = True,
            env: Mapping[str, str] | None = None,
            metadata: MetadataApi | None = None,
            queries: Queries | None = None,
            **more: str,
        ) -> Stand:
            variables = {**(ENV if env is None else env)} | {
                f"HASURA_GRAPHQL_{k}": v for k, v in more.items()
            }
            options = read_options(variables)
            stream = io.StringIO()

            async def health() -> bool:
                return healthy

            async def nothing() -> None:
                await asyncio.Event().wait()

            log = Log(options.log_types, options.log_level, stream)
            asked = queries or _no_tables()
            engine = Engine(start(variables), options, log, dict, health, nothing, metadata or api(), asked)
            return Stand(stack.enter_context(TestClient(build_app(engine))), stream)

        yield started


def token(role: str = "user", seconds: float = 60, **claims: Any) -> str:
    """A token that the servers of these tests accept."""
    hasura = {"x-hasura-default-role": role, "x-hasura-allowed-roles": [role]}
    payload = {"exp": time.time() + seconds, "https://hasura.io/jwt/claims": hasura} | claims
    return jwt.encode(payload, KEY, "HS256")


@pytest.fixture
def make_token() -> Callable[..., str]:
    """Makes tokens; see `token`."""
    return token

"""Operations over tables at each door: HTTP alone and in batches, WebSocket once and live."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import WebSocketTestSession

from doubles.standin import limits
from doubles.standin.graphql.request import GraphQLRequest, QueryError
from doubles.standin.log import Log
from doubles.standin.queries.serving import Queries
from hasura.model import Accepted
from tests.unit.doubles.standin.memory import forget

ADMIN = {"x-hasura-admin-secret": "the-admin-secret-of-these-tests"}
UNKNOWN = {
    "message": "field 'x' not found in type: 'query_root'",
    "extensions": {"path": "$", "code": "validation-failed"},
}
VIOLATION = {"message": "Uniqueness violation.", "extensions": {"path": "$", "code": "constraint-violation"}}


class Tables(Queries):
    """A double of the tables: it answers with who asks what, or with what a test put here."""

    def __init__(self) -> None:
        super().__init__(None, lambda _: "", Log(frozenset()), forget)
        self.answers: Iterator[dict[str, Any] | QueryError] = iter(())
        self.asked: list[tuple[str, bool]] = []

    @property
    def serving(self) -> bool:
        """There are some."""
        return True

    async def ask(self, request: GraphQLRequest, user: Accepted, *, safe: bool) -> bytes:
        """The next answer of the test, or who asks."""
        self.asked.append((request.query, safe))
        answer = next(self.answers, {"data": {"role": user.role, **user.session}})
        if isinstance(answer, QueryError):
            raise answer
        return json.dumps(answer, separators=(",", ":")).encode()


@pytest.fixture
def tables() -> Tables:
    """See `Tables`."""
    return Tables()


@pytest.fixture
def ask(serve: Any, tables: Tables) -> Any:
    """A server with these tables."""
    return serve(queries=tables)


def test_who_asks(ask: Any, make_token: Callable[..., str]) -> None:
    """The decided role and its session reach the tables: the admin's, another role's, a token's."""
    assert ask.query(**ADMIN) == {"data": {"role": "admin"}}
    other = {"x-hasura-role": "user", "x-hasura-user-id": "7"}
    assert ask.query(**ADMIN, **other) == {"data": {"role": "user", "x-hasura-user-id": "7"}}
    authorization = {"Authorization": f"Bearer {make_token()}", "x-hasura-user-id": "8"}
    assert ask.query(**authorization) == {"data": {"role": "user"}}
    assert "errors" in ask.query()


def test_kinds(ask: Any, tables: Tables) -> None:
    """A mutation is not asked twice, a query may be; a subscription is for WebSockets."""
    ask.query("query { a }", **ADMIN)
    ask.query("mutation { a }", **ADMIN)
    assert tables.asked == [("query { a }", True), ("mutation { a }", False)]
    assert ask.query("subscription { a }", **ADMIN)["errors"][0]["extensions"]["code"] == "not-supported"


def test_errors(ask: Any, tables: Tables) -> None:
    """An error of the tables is passed on and logged, with the status of its address."""
    for path, status in (("/v1/graphql", 200), ("/v1alpha1/graphql", 400)):
        tables.answers = iter([{"errors": [VIOLATION]}])
        answer = ask.client.post(path, json={"query": "mutation { a }"}, headers=ADMIN)
        assert (answer.status_code, answer.json()) == (status, {"errors": [VIOLATION]})
    logged = [line for line in ask.lines if line["type"] == "http-log"][-1]
    assert logged["detail"]["operation"]["error"]["code"] == "constraint-violation"


def test_batch(ask: Any, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operations of a batch are asked one by one, each with its own end; together they are bounded."""
    tables.answers = iter([{"data": 1}, QueryError("too long"), {"errors": [VIOLATION]}])
    batch = [{"query": "{ a }"}] * 4

    def answered() -> Any:
        return ask.client.post("/v1/graphql", json=batch, headers=ADMIN).json()

    late = {"errors": [QueryError("too long").body()]}
    assert answered() == [{"data": 1}, late, {"errors": [VIOLATION]}, {"data": {"role": "admin"}}]
    monkeypatch.setattr(limits, "ANSWER", 60)
    assert "more than 60 bytes" in answered()["errors"][0]["message"]


def connected(ask: Any, protocol: str) -> WebSocketTestSession:
    """A WebSocket of the admin."""
    socket: WebSocketTestSession = ask.client.websocket_connect("/v1/graphql", subprotocols=[protocol])
    return socket


def heard(socket: WebSocketTestSession) -> dict[str, Any]:
    """The next message that is about an operation."""
    while True:
        message: dict[str, Any] = socket.receive_json()
        if "id" in message:
            return message


def begin(socket: WebSocketTestSession, kind: str, query: str, name: str = "1") -> None:
    """Start an operation."""
    socket.send_json({"type": "connection_init", "payload": {"headers": ADMIN}})
    socket.send_json({"type": kind, "id": name, "payload": {"query": query}})


@pytest.mark.parametrize(
    ("protocol", "start", "data"),
    [("graphql-transport-ws", "subscribe", "next"), ("graphql-ws", "start", "data")],
)
def test_websocket(ask: Any, tables: Tables, protocol: str, start: str, data: str) -> None:
    """A query is answered once; what the schema refuses is an error, what the database does is an answer."""
    tables.answers = iter([{"data": 1}, {"errors": [VIOLATION]}, {"errors": [UNKNOWN]}])
    with connected(ask, protocol) as socket:
        begin(socket, start, "{ a }")
        assert heard(socket) == {"type": data, "id": "1", "payload": {"data": 1}}
        assert heard(socket) == {"type": "complete", "id": "1"}
        begin(socket, start, "mutation { a }")
        assert heard(socket) == {"type": data, "id": "1", "payload": {"errors": [VIOLATION]}}
        assert heard(socket)["type"] == "complete"
        begin(socket, start, "{ a }")
        assert heard(socket)["type"] == "error"


@pytest.mark.parametrize(
    "words",
    [("graphql-transport-ws", "subscribe", "next", "complete"), ("graphql-ws", "start", "data", "stop")],
)
def test_live(ask: Any, tables: Tables, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    """A live query is asked again and again, as a query; its client hears of changes until it stops."""
    protocol, start, data, stop = words
    monkeypatch.setattr(limits, "REFETCH_SECONDS", 0.01)
    fall = QueryError("fallen", code="unexpected")
    said: list[Any] = [{"data": 1}, {"data": 1}, {"data": 2}, fall, {"data": 2}]
    tables.answers = itertools.chain(said, itertools.repeat({"data": 3}))
    with connected(ask, protocol) as socket:
        begin(socket, start, "subscription { a }")
        payloads = [{"data": 1}, {"data": 2}, {"errors": [fall.body()]}, {"data": 2}, {"data": 3}]
        assert [heard(socket) for _ in payloads] == [
            {"type": data, "id": "1", "payload": payload} for payload in payloads
        ]
        assert set(tables.asked) == {("query { a }", True)}
        socket.send_json({"type": stop, "id": "1"})
        tables.answers = iter(())
        begin(socket, start, "{ b }", "2")
        assert heard(socket)["id"] == "2"
        assert heard(socket) == {"type": "complete", "id": "2"}


def test_live_ends_with_the_connection(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that has gone is asked for nothing more: its room is free for the next one."""
    monkeypatch.setattr(limits, "REFETCH_SECONDS", 0.01)
    ask.client.app.state.engine.live.total_tokens = 1
    for _ in range(3):
        with connected(ask, "graphql-transport-ws") as socket:
            begin(socket, "subscribe", "subscription { a }")
            assert heard(socket)["type"] == "next"
            begin(socket, "subscribe", "subscription { a }", "2")
            assert "live queries run" in heard(socket)["payload"][0]["message"]

"""GraphQL over WebSocket, in both protocols, authenticated at `connection_init`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

Serve = Any
Token = Callable[..., str]

MODERN = ["graphql-transport-ws"]
APOLLO = ["graphql-ws"]
ADMIN = {"x-hasura-admin-secret": "the-admin-secret-of-these-tests"}
LIFE = {"ka", "ping"}


def heard(socket: WebSocketTestSession) -> dict[str, Any]:
    """The next message that is not a sign of life."""
    while True:
        message: dict[str, Any] = socket.receive_json()
        if message["type"] not in LIFE:
            return message


def closed(socket: WebSocketTestSession) -> tuple[int, str]:
    """Code and reason of the close that comes next."""
    try:
        message = heard(socket)
    except WebSocketDisconnect as end:
        return end.code, end.reason
    pytest.fail(f"the connection is not closed but says {message}")


def init(headers: dict[str, str] | None = None) -> dict[str, Any]:
    """A `connection_init` with headers."""
    return {"type": "connection_init", "payload": {"headers": headers or ADMIN}}


Connect = Callable[..., WebSocketTestSession]


@pytest.fixture
def connect(serve: Serve) -> Connect:
    """Opens connections to a server with the usual environment."""
    client: TestClient = serve(WEBSOCKET_CONNECTION_INIT_TIMEOUT="1").client

    def opened(protocols: list[str], path: str = "/v1/graphql", **headers: str) -> WebSocketTestSession:
        return client.websocket_connect(path, subprotocols=protocols, headers=headers)

    return opened


@pytest.mark.parametrize(
    ("protocols", "start", "data"), [(MODERN, "subscribe", "next"), (APOLLO, "start", "data")]
)
def test_query(connect: Connect, protocols: list[str], start: str, data: str) -> None:
    """A query is answered and completed, in the words of each protocol."""
    with connect(protocols) as socket:
        assert [socket.accepted_subprotocol] == protocols
        socket.send_json(init())
        assert heard(socket) == {"type": "connection_ack"}
        socket.send_json({"type": start, "id": "1", "payload": {"query": "{ __typename }"}})
        assert heard(socket) == {"type": data, "id": "1", "payload": {"data": {"__typename": "query_root"}}}
        assert heard(socket) == {"type": "complete", "id": "1"}


@pytest.mark.parametrize(("protocols", "life"), [(MODERN, "ping"), (APOLLO, "ka")])
def test_sign_of_life(connect: Connect, protocols: list[str], life: str) -> None:
    """The server shows that it lives, before and after the client has said who it is."""
    with connect(protocols) as socket:
        assert socket.receive_json()["type"] == life


def test_refused_modern(connect: Connect) -> None:
    """A client that may not come in is told so by the close code."""
    with connect(MODERN) as socket:
        socket.send_json(init({"x-hasura-admin-secret": "wrong"}))
        assert closed(socket) == (4403, '{"server_error_msg": "4403: Forbidden"}')


def test_refused_apollo(connect: Connect, make_token: Token) -> None:
    """In the older protocol the reason is sent before the close."""
    with connect(APOLLO) as socket:
        socket.send_json(init({"Authorization": f"Bearer {make_token(seconds=-1)}"}))
        assert heard(socket) == {"type": "connection_error", "payload": "Could not verify JWT: JWTExpired"}
        assert closed(socket)[0] == 4400


def test_headers_of_the_handshake_count(connect: Connect, make_token: Token) -> None:
    """Credentials may come with the handshake instead."""
    with connect(MODERN, authorization=f"Bearer {make_token()}") as socket:
        socket.send_json({"type": "connection_init"})
        assert heard(socket) == {"type": "connection_ack"}


@pytest.mark.parametrize("protocols", [MODERN, APOLLO])
def test_token_expires(connect: Connect, make_token: Token, protocols: list[str]) -> None:
    """The connection ends when the token does."""
    with connect(protocols) as socket:
        socket.send_json(init({"Authorization": f"Bearer {make_token(seconds=1)}"}))
        assert heard(socket) == {"type": "connection_ack"}
        assert closed(socket)[0] == 1000


def test_late_init(connect: Connect) -> None:
    """A client that says nothing is sent away in the newer protocol."""
    with connect(MODERN) as socket:
        assert closed(socket) == (4408, "Connection initialisation timed out")


def test_start_before_init(connect: Connect) -> None:
    """An operation before `connection_init` is an error, and the end in the newer protocol."""
    reason = "start received before the connection is initialised"
    with connect(APOLLO) as socket:
        socket.send_json({"type": "start", "id": "1", "payload": {"query": "{ __typename }"}})
        payload = {"message": reason, "extensions": {"path": "$", "code": "start-failed"}}
        assert heard(socket) == {"type": "error", "id": "1", "payload": payload}
        assert heard(socket) == {"type": "complete", "id": "1"}
    with connect(MODERN) as socket:
        socket.send_json({"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}})
        assert heard(socket)["type"] == "error"
        assert closed(socket)[0] == 1000


@pytest.mark.parametrize(
    ("protocols", "path", "payload"),
    [
        (
            MODERN,
            "/v1/graphql",
            [{"message": "no mutations exist", "extensions": {"path": "$", "code": "validation-failed"}}],
        ),
        (
            APOLLO,
            "/v1/graphql",
            {
                "errors": [
                    {
                        "message": "no mutations exist",
                        "extensions": {"path": "$", "code": "validation-failed"},
                    }
                ]
            },
        ),
        (
            APOLLO,
            "/v1alpha1/graphql",
            {"path": "$", "error": "no mutations exist", "code": "validation-failed"},
        ),
    ],
)
def test_operation_error(connect: Connect, protocols: list[str], path: str, payload: Any) -> None:
    """An operation that fails is told in the form of its protocol and address; the connection stays."""
    with connect(protocols, path) as socket:
        socket.send_json(init())
        heard(socket)
        kind = "subscribe" if protocols == MODERN else "start"
        socket.send_json({"type": kind, "id": "7", "payload": {"query": "mutation { x }"}})
        assert heard(socket) == {"type": "error", "id": "7", "payload": payload}
        assert heard(socket) == {"type": "complete", "id": "7"}


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        '{"type": "launch"}',
        '{"type": ["start"]}',
        '{"type": "start"}',
        '{"type": "connection_init", "payload": 1}',
        '{"type": "connection_init", "payload": {"headers": {"a": 1}}}',
        '{"type": "connection_init", "payload": {"headers": []}}',
    ],
)
def test_unreadable_message(connect: Connect, text: str) -> None:
    """What is not a message of the protocol is an error; the newer protocol ends there."""
    with connect(APOLLO) as socket:
        socket.send_text(text)
        answer = heard(socket)
        assert answer["type"] == "connection_error"
        assert answer["payload"].startswith("parsing ClientMessage failed: ")
    with connect(MODERN) as socket:
        socket.send_text(text)
        assert closed(socket)[0] == 4400


def test_ping_and_terminate(connect: Connect) -> None:
    """A ping is answered with its payload; a client may ask for the end."""
    with connect(MODERN) as socket:
        socket.send_json({"type": "ping", "payload": {"a": 1}})
        assert heard(socket) == {"type": "pong", "payload": {"a": 1}}
    with connect(APOLLO) as socket:
        socket.send_json({"type": "connection_terminate"})
        assert closed(socket) == (1000, "GQL_CONNECTION_TERMINATE received")


def test_binary_frame(connect: Connect) -> None:
    """A message may come in a binary frame."""
    with connect(APOLLO) as socket:
        socket.send_bytes(json.dumps(init()).encode())
        assert heard(socket) == {"type": "connection_ack"}


def test_both_protocols_offered(serve: Serve) -> None:
    """Who offers both protocols gets the older one, as from Hasura."""
    with serve().client.websocket_connect("/v1/graphql", subprotocols=MODERN + APOLLO) as socket:
        assert socket.accepted_subprotocol == "graphql-ws"


def test_foreign_origin(serve: Serve) -> None:
    """A page of an origin that may not call cannot open a connection."""
    stand = serve(CORS_DOMAIN="https://app.example")
    with pytest.raises(WebSocketDenialResponse) as caught:
        stand.client.websocket_connect("/v1/graphql", headers={"origin": "https://evil.example"}).__enter__()
    assert caught.value.status_code == 400
    assert caught.value.json()["errors"][0]["extensions"]["code"] == "access-denied"


@pytest.mark.parametrize(("read_cookie", "kind"), [("false", "connection_error"), ("true", "connection_ack")])
def test_cookies_without_cors(serve: Serve, make_token: Token, read_cookie: str, kind: str) -> None:
    """With CORS disabled cookies count only where that is asked for."""
    stand = serve(
        DISABLE_CORS="true",
        WS_READ_COOKIE=read_cookie,
        JWT_SECRET='{"type": "HS256", "key": "0123456789abcdef0123456789abcdef", '
        '"header": {"type": "Cookie", "name": "t"}}',
    )
    cookies = {"cookie": f"t={make_token()}"}
    with stand.client.websocket_connect("/v1/graphql", subprotocols=APOLLO, headers=cookies) as socket:
        socket.send_json({"type": "connection_init"})
        assert heard(socket)["type"] == kind

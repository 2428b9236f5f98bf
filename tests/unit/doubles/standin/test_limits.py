"""What one client may cost: each limit of the table refuses what is beyond it, and nothing else."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

import httpx
import pytest
from starlette.testclient import WebSocketDenialResponse

from doubles.standin import limits
from tests.support.hostile import frame

Serve = Any
Listen = Callable[[], int]

ADMIN = {"x-hasura-admin-secret": "the-admin-secret-of-these-tests"}
HEAD = b"POST /v1/graphql HTTP/1.1\r\nhost: x\r\nx-hasura-admin-secret: the-admin-secret-of-these-tests\r\n"
UPGRADE = (
    b"GET /v1/graphql HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    b"sec-websocket-protocol: graphql-ws\r\n\r\n"
)
TOO_LARGE = f"the body is larger than {limits.BODY} bytes"
QUERY = {"query": "{ __typename }"}


def exchanged(port: int, *parts: bytes, frames: bytes = b"") -> bytes:
    """All that a server says to what a client sends, until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        heard = b""
        with suppress(ConnectionError):
            for part in parts:
                client.sendall(part)
            if frames:
                heard = client.recv(65536)
                client.sendall(frames)
            while data := client.recv(65536):
                heard += data
        return heard


def is_healthy(port: int) -> bool:
    """Whether the server answers."""
    return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=30).text == "OK"


@pytest.mark.parametrize(
    ("address", "body"),
    [
        (
            "/v1/graphql",
            {"errors": [{"message": TOO_LARGE, "extensions": {"path": "$", "code": "bad-request"}}]},
        ),
        ("/v1alpha1/pg_dump", {"path": "$", "error": TOO_LARGE, "code": "bad-request"}),
    ],
)
def test_large_body(serve: Serve, address: str, body: Any) -> None:
    """A body that is too large is refused in the form of Hasura's errors at the address."""
    stand = serve()
    answer = stand.client.post(address, content=b" " * (limits.BODY + 1), headers=ADMIN)
    assert (answer.status_code, answer.json()) == (413, body)
    assert stand.lines[-1]["detail"]["operation"]["error"]["code"] == "bad-request"
    fits = json.dumps(QUERY).ljust(limits.BODY).encode()
    assert stand.client.post("/v1/graphql", content=fits, headers=ADMIN).json()["data"]


def test_large_body_of_the_admin(serve: Serve) -> None:
    """The metadata API takes what seeds need, and refuses what is larger, before it is read."""
    client = serve().client
    length = {"content-length": str(limits.ADMIN_BODY + 1)}
    assert client.post("/v2/query", content=b" ", headers=ADMIN | length).status_code == 413
    large = client.post("/v2/query", content=b" " * (limits.BODY + 1) + b"{}", headers=ADMIN)
    assert large.json()["error"] == 'key "type" not found'


def test_large_body_without_a_length(listen: Listen) -> None:
    """A body that does not tell its length is counted, and the rest of it is thrown away."""
    part = b"%x\r\n%b\r\n" % (limits.BODY // 4, b" " * (limits.BODY // 4))
    answer = exchanged(
        listen(),
        HEAD,
        b"transfer-encoding: chunked\r\n\r\n",
        *[part] * 8,
        b"0\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert TOO_LARGE.encode() in answer


def test_strangers_body_is_not_read(listen: Listen) -> None:
    """Who may not come in is told so before the body is there."""
    port = listen()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(b"POST /v1/graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n")
        heard = b""
        while b"invalid-headers" not in heard:
            heard += (data := client.recv(65536))
            assert data


def test_two_lengths(listen: Listen) -> None:
    """A request whose end two headers tell differently is refused, and the connection ends."""
    both = b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
    answer = exchanged(listen(), HEAD, both, b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    "headers", [b"a: b\r\n" * (limits.HEADER_LINES + 1), b"a: " + b"b" * 1024 * 1024], ids=["many", "large"]
)
def test_large_headers(listen: Listen, headers: bytes) -> None:
    """Too many headers, or too large ones, are refused as Hasura's HTTP server does."""
    port = listen()
    answer = exchanged(port, HEAD, headers, b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 431 ") or not answer  # lost where the client was still sending
    assert is_healthy(port)


def test_lines_of_a_body_are_no_headers(listen: Listen) -> None:
    """Only headers are counted, also where they end between two packets."""
    body = b"\n" * (limits.HEADER_LINES + 1) + json.dumps(QUERY).encode()
    head = HEAD + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
    port = listen()
    for cut in range(1, 4):
        assert b'"query_root"' in exchanged(port, head[:-cut], head[-cut:] + body)
    assert b'"query_root"' in exchanged(port, head + body)


@pytest.mark.parametrize(
    "part",
    [b"", b"GET /", HEAD, HEAD + b"content-length: 10\r\n\r\n{"],
    ids=["silence", "line", "head", "body"],
)
def test_request_that_never_ends(monkeypatch: pytest.MonkeyPatch, listen: Listen, part: bytes) -> None:
    """A request that is not complete in time is dropped, wherever it stopped."""
    monkeypatch.setattr(limits, "PATIENCE", 0.2)
    port = listen()
    assert exchanged(port, part) == b""
    assert is_healthy(port)


def test_time_counts_for_each_request(monkeypatch: pytest.MonkeyPatch, listen: Listen) -> None:
    """A connection that is kept open has the whole time for each of its requests."""
    monkeypatch.setattr(limits, "PATIENCE", 1)
    with httpx.Client(base_url=f"http://127.0.0.1:{listen()}", timeout=30) as client:
        for _ in range(4):
            assert client.get("/healthz").text == "OK"
            time.sleep(0.4)


@pytest.mark.parametrize(("limit", "value"), [("WAITING", 3), ("WAITING_BYTES", 3 * 1000)])
def test_oldest_makes_room(monkeypatch: pytest.MonkeyPatch, listen: Listen, limit: str, value: int) -> None:
    """When too many requests are not complete the oldest is dropped, and a new client is answered."""
    monkeypatch.setattr(limits, limit, value)
    port = listen()
    with ExitStack() as stack:
        slow = []
        for _ in range(4):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            client.sendall(HEAD + b"x: ".ljust(900, b"y"))
            slow.append(client)
            time.sleep(0.05)
        with suppress(ConnectionError):
            assert slow[0].recv(1) == b""
        assert is_healthy(port)
        slow[-1].sendall(b"\r\ncontent-length: 0\r\n\r\n")
        assert slow[-1].recv(65536).startswith(b"HTTP/1.1 200 ")


def flood(port: int, first: bytes, part: bytes) -> None:
    """Send without end and read nothing, until the server ends the connection."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(30)
        client.connect(("127.0.0.1", port))
        client.sendall(first)
        while True:
            client.sendall(part)


# The answer repeats the request's id, so that few of them fill what is between the two.
LONG_ANSWER = b"GET /v1/version HTTP/1.1\r\nhost: x\r\nx-request-id: " + b"x" * 500_000 + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("first", "part"), [(b"", LONG_ANSWER), (UPGRADE, frame(0x9, b"x" * 125) * 8)], ids=["answers", "pongs"]
)
def test_what_nobody_reads(
    monkeypatch: pytest.MonkeyPatch, listen: Listen, first: bytes, part: bytes
) -> None:
    """A client that goes on asking and reads no answer is dropped."""
    monkeypatch.setattr(limits, "PATIENCE", 0.2)
    port = listen()
    with pytest.raises(ConnectionError):
        flood(port, first, part)
    assert is_healthy(port)


def test_idle_websocket_stays(monkeypatch: pytest.MonkeyPatch, listen: Listen) -> None:
    """A WebSocket is no request that is not complete: it stays however long it says nothing."""
    monkeypatch.setattr(limits, "PATIENCE", 0.2)
    with socket.create_connection(("127.0.0.1", listen()), timeout=30) as client:
        client.sendall(UPGRADE)
        assert client.recv(65536).startswith(b"HTTP/1.1 101 ")
        time.sleep(0.5)
        client.sendall(frame(0x9, b"alive"))
        heard = b""
        while b"alive" not in heard:
            heard += (data := client.recv(65536))
            assert data


def test_large_batch(serve: Serve) -> None:
    """A batch has an end, and its documents share the tokens of one."""
    client = serve().client
    fits = client.post("/v1/graphql", json=[QUERY] * limits.BATCH, headers=ADMIN).json()
    assert fits == [{"data": {"__typename": "query_root"}}] * limits.BATCH
    beyond = client.post("/v1/graphql", json=[QUERY] * (limits.BATCH + 1), headers=ADMIN)
    assert beyond.json()["errors"][0]["extensions"]["code"] == "bad-request"
    long = {"query": "{" + "".join(f" a{n}: __typename" for n in range(limits.TOKENS // 4)) + "}"}
    assert client.post("/v1/graphql", json=long, headers=ADMIN).json()["data"]
    assert "errors" in client.post("/v1/graphql", json=[long] * 2, headers=ADMIN).json()[0]


def test_too_much_work(monkeypatch: pytest.MonkeyPatch, serve: Serve) -> None:
    """Beyond what memory is meant for a request is told that the server is busy."""
    monkeypatch.setattr(limits, "REQUESTS", 0)
    answer = serve().client.post("/v1alpha1/graphql", json=QUERY, headers=ADMIN)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "busy")


def test_too_many_websockets(monkeypatch: pytest.MonkeyPatch, serve: Serve) -> None:
    """One WebSocket more than there is room for is denied; one that ends makes room."""
    monkeypatch.setattr(limits, "WEBSOCKETS", 1)
    client = serve().client
    with client.websocket_connect("/v1/graphql"):
        with pytest.raises(WebSocketDenialResponse) as caught:
            client.websocket_connect("/v1/graphql").__enter__()
        assert caught.value.status_code == 503
        assert caught.value.json()["errors"][0]["extensions"]["code"] == "busy"
    with client.websocket_connect("/v1/graphql") as socket_:
        socket_.send_json({"type": "connection_init", "payload": {"headers": ADMIN}})


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (b"\xff" * 16, 1002),
        (frame(0x1, b"x" * (limits.MESSAGE + 1)), 1009),
        (frame(0x1, b"x", fin=False) + frame(0x0, b"", fin=False) * limits.FRAGMENTS, 1009),
        (frame(0x1, b"{}") * 10_000, 1008),
        (frame(0x9) * 10_000, 1008),
    ],
    ids=["malformed", "large", "fragments", "messages", "pings"],
)
def test_frames(listen: Listen, frames: bytes, code: int) -> None:
    """The end of a connection: no frame, or a message that is too large, has no end or is one of a flood."""
    port = listen()
    heard = exchanged(port, UPGRADE, frames=frames)
    assert heard.startswith(b"HTTP/1.1 101 ")
    assert code.to_bytes(2) in heard
    assert is_healthy(port)


@pytest.mark.parametrize(("variable", "offered"), [({}, False), ({"CONNECTION_COMPRESSION": "true"}, True)])
def test_compression(serve: Serve, variable: dict[str, str], offered: bool) -> None:
    """WebSockets compress only where that is asked for, as with Hasura: it takes memory for each of them."""
    engine = serve(**variable).client.app.state.engine
    assert engine.options.compression is offered

"""SIGTERM ends an idle server at once, and a busy one when it has answered."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import uvicorn.server
from starlette.routing import Router

from doubles.standin import app
from doubles.standin.engine import Engine
from doubles.standin.http import server as http_server
from doubles.standin.http.server import Server
from tests.unit.doubles.standin.conftest import ADMIN, make_server, port_of

_ADMIN = f"x-hasura-admin-secret: {ADMIN}"


@pytest.fixture(autouse=True)
def _ignored() -> Iterator[None]:
    """The signal that ended it is raised anew, for whoever had it before."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    yield
    signal.signal(signal.SIGTERM, before)


async def served() -> tuple[Server, asyncio.Task[None]]:
    """A server that listens, and its life."""
    server = make_server()
    life = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    return server, life


def test_idle_server_ends_without_looking_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for the signal nor for connections does it wait a tick, of uvicorn's or of its own."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(http_server, "_DATE", 3600)
    monkeypatch.setattr(uvicorn.server, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": sleep}))

    async def ended() -> None:
        _, life = await served()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(life, 60)

    asyncio.run(ended())
    assert slept == []


def test_request_that_runs_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that was waiting at the signal gets its answer, and nobody is let in any more."""
    load, go_on = app.load, threading.Event()

    def late(engine: Engine) -> Router:
        go_on.wait()
        return load(engine)

    monkeypatch.setattr(app, "load", late)

    async def ended() -> bytes:
        server, life = await served()
        port = port_of(server)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /v1alpha1/config HTTP/1.1\r\nHost: h\r\n{_ADMIN}\r\n\r\n".encode())
        while not server.server_state.tasks:
            await asyncio.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            while server.servers[0].is_serving():
                await asyncio.sleep(0.01)
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", port)
            assert not life.done()
        finally:
            go_on.set()
        answer = await reader.read()
        writer.close()
        await life
        return answer

    assert asyncio.run(ended()).startswith(b"HTTP/1.1 200 OK\r\n")


def test_client_that_was_let_in_just_now_is_answered() -> None:
    """Between being let in and being connected a client belongs to nobody yet; it is waited for."""

    async def ended() -> bytes:
        server, life = await served()
        client = socket.create_connection(("127.0.0.1", port_of(server)))
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        os.kill(os.getpid(), signal.SIGTERM)
        client.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=client)
        answer = await reader.read()
        writer.close()
        await life
        return answer

    assert asyncio.run(ended()).endswith(b"OK")

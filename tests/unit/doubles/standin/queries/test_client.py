"""Asking a query engine: connections are used again, and none that has no whole answer."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from doubles.standin import limits
from doubles.standin.graphql.request import QueryError
from doubles.standin.queries.client import Client
from doubles.standin.queries.connection import ConnectionLost

WHOLE = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
LAST = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}"
HALF = b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{}"


@dataclass
class Listener:
    """A query engine's socket; who asks is answered with the next of these answers."""

    answers: list[bytes]
    connections: int = 0
    heads: list[bytes] = field(default_factory=list)
    most: int = 0
    _now: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after another; an answer that is not whole ends the connection."""
        self.connections += 1
        while True:
            try:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                await reader.readexactly(len(b"body"))
            except asyncio.IncompleteReadError:
                break
            self._now += 1
            self.most = max(self.most, self._now)
            await asyncio.sleep(0.001)
            self._now -= 1
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            writer.write(answer)
            if answer in (HALF, LAST):
                break
        writer.close()


@asynccontextmanager
async def listening(*answers: bytes) -> AsyncIterator[tuple[Client, Listener]]:
    """A client of somebody who answers so."""
    with tempfile.TemporaryDirectory() as folder:
        socket, listener = Path(folder, "socket"), Listener(list(answers))
        server = await asyncio.start_unix_server(listener.serve, socket)
        client = Client(socket)
        try:
            yield client, listener
        finally:
            await client.close()
            server.close()


@pytest.mark.parametrize("answer", [WHOLE, CHUNKED])
def test_connection_is_kept(answer: bytes) -> None:
    """One question after another goes over one connection, each with its own token."""

    async def run() -> None:
        async with listening(answer) as (client, listener):
            for number in range(5):
                assert await client.ask(b"body", f"token{number}") == b"{}"
                assert f"authorization: Bearer token{number}\r\n".encode() in listener.heads[number]
            assert listener.connections == 1

    asyncio.run(run())


def test_connection_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is whole counts, though its connection ends; one that is not whole is none."""

    async def run() -> None:
        async with listening(LAST, HALF, WHOLE) as (client, listener):
            assert await client.ask(b"body", "token") == b"{}"
            with pytest.raises(ConnectionLost):
                await client.ask(b"body", "token")
            assert await client.ask(b"body", "token") == b"{}"
            monkeypatch.setattr(limits, "ANSWER", 1)
            with pytest.raises(QueryError, match="more than 1 bytes"):
                await client.ask(b"body", "token")
            monkeypatch.setattr(limits, "ANSWER", 10)
            assert await client.ask(b"body", "token") == b"{}"
            assert listener.connections == 4

    asyncio.run(run())


def test_nobody_listens(tmp_path: Path) -> None:
    """Without a query engine there is no answer."""
    with pytest.raises(ConnectionLost):
        asyncio.run(Client(tmp_path / "socket").ask(b"body", "token"))


def test_a_few_at_once() -> None:
    """Of many who ask, a few are asked for at a time, and everybody gets an answer."""

    async def run() -> None:
        async with listening(WHOLE) as (client, listener):
            answers = await asyncio.gather(*(client.ask(b"body", "token") for _ in range(100)))
            assert answers == [b"{}"] * 100
            assert (listener.connections, listener.most) == (limits.QUERIES, limits.QUERIES)

    asyncio.run(run())

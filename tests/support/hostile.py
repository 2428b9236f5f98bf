"""Hostile traffic at a stand-in: each attack goes on until its process is ended.

`python -m tests.support.hostile ATTACK PORT` attacks 127.0.0.1 and prints a line as soon as it presses.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

ADMIN = "x-hasura-admin-secret: the-admin-secret"
_MANY = 1_000
_POST = "POST /v1/graphql HTTP/1.1\r\nhost: x\r\n"
_DEEP = 100_000
_LARGE = 100 * 1024 * 1024

Attack = Callable[[int], Awaitable[None]]


@asynccontextmanager
async def _connection(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


def _posted(body: bytes, *, admin: bool = True) -> bytes:
    credentials = f"{ADMIN}\r\n" if admin else ""
    return f"{_POST}{credentials}content-length: {len(body)}\r\n\r\n".encode() + body


def _again(request: Callable[[], bytes], beside: int = 8, frames: bytes = b"") -> Attack:
    """Send a request again and again, from several connections at once; frames follow the answer."""

    async def one(port: int) -> None:
        while True:
            try:
                async with _connection(port) as (reader, writer):
                    writer.write(request())
                    await writer.drain()
                    await reader.read(65536)
                    writer.write(frames)
                    await reader.read(65536) if frames else None
            except OSError:
                await asyncio.sleep(0.01)

    async def attack(port: int) -> None:
        await asyncio.gather(*(one(port) for _ in range(beside)))

    return attack


def _held(start: bytes, drip: bytes, seconds: float = 1.0) -> Attack:
    """Open many connections, begin on each, and go on slowly; a connection that is dropped is opened anew."""

    async def one(port: int) -> None:
        while True:
            try:
                async with _connection(port) as (_, writer):
                    writer.write(start)
                    while True:
                        await writer.drain()
                        await asyncio.sleep(seconds)
                        writer.write(drip)
            except OSError:
                await asyncio.sleep(seconds)

    async def attack(port: int) -> None:
        await asyncio.gather(*(one(port) for _ in range(_MANY)))

    return attack


def _streamed(head: str, part: bytes, first: bytes = b"") -> Attack:
    """Send a body or messages that never end as fast as they are taken, and read nothing more.

    Args:
        head: Of the request, or the handshake of a WebSocket.
        part: What is sent without end.
        first: What is sent once the handshake is answered.
    """

    async def one(port: int) -> None:
        while True:
            try:
                async with _connection(port) as (reader, writer):
                    writer.write(head.encode())
                    if "websocket" in head:
                        await reader.read(1024)
                        writer.write(first)
                    while True:
                        writer.write(part)
                        await writer.drain()
            except OSError:
                await asyncio.sleep(0.01)

    async def attack(port: int) -> None:
        await asyncio.gather(*(one(port) for _ in range(4)))

    return attack


def _upgrade(protocol: str = "graphql-ws") -> str:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        "GET /v1/graphql HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
        f"sec-websocket-version: 13\r\nsec-websocket-key: {key}\r\nsec-websocket-protocol: {protocol}\r\n\r\n"
    )


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True) -> bytes:
    """One frame of a client; its mask is zero, so that the payload stands as it is."""
    first, size = opcode | (0x80 if fin else 0), len(payload)
    if size < 126:
        head = struct.pack("!BB", first, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    return head + bytes(4) + payload


def _query(text: str) -> bytes:
    return json.dumps({"query": text}).encode()


def _batch(size: int, text: str = "{ __typename }") -> bytes:
    return json.dumps([{"query": text}] * size).encode()


_ALIASES = " ".join(f"a{n}: __schema {{ types {{ fields {{ type {{ name }} }} }} }}" for n in range(170))
_BEGUN = f"{_POST}{ADMIN}\r\ncontent-length: 1000000\r\n\r\n"
_BOTH = f"{_POST}{ADMIN}\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"

ATTACKS: Mapping[str, Attack] = {
    "slow headers": _held(_POST.encode(), b"x: y\r\n"),
    "large slow headers": _held(_POST.encode() + b"x: " + b"y" * 100_000, b"y"),
    "slow bodies": _held(
        f"{_POST}{ADMIN}\r\ncontent-length: 1000000\r\n\r\n".encode() + b"[" * 100_000, b"["
    ),
    "header floods": _again((_POST + "a:b\r\n" * 180_000 + "\r\n").encode),
    "100 MB bodies": _streamed(f"{_POST}{ADMIN}\r\ncontent-length: {_LARGE}\r\n\r\n", b"x" * 65536),
    "bodies that never end": _streamed(
        f"{_POST}{ADMIN}\r\ntransfer-encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n"
    ),
    "two lengths": _again(_BOTH.encode),
    "deep JSON": _again(lambda: _posted(b"[" * _DEEP + b"]" * _DEEP)),
    "deep GraphQL": _again(lambda: _posted(_query("{a" * _DEEP))),
    "wide GraphQL": _again(lambda: _posted(_query("{" + "__typename " * 2_400 + "}"))),
    "costly introspection": _again(lambda: _posted(_query("{" + _ALIASES + "}"))),
    "batches of 20,000": _again(lambda: _posted(_batch(20_000))),
    "the largest batches": _again(lambda: _posted(_batch(50, "{" + "__typename " * 47 + "}"))),
    "idle WebSockets": _held(_upgrade().encode(), b"", 30),
    "malformed frames": _again(_upgrade().encode, frames=b"\xff" * 64),
    "messages that never end": _streamed(_upgrade(), frame(0x0, fin=False) * 5_000, frame(0x1, fin=False)),
    "floods of messages": _streamed(_upgrade(), frame(0x1, b"{}") * 5_000),
    "floods of pings": _streamed(_upgrade(), frame(0x9, b"x" * 125) * 500),
}


async def _run(attack: Attack, port: int) -> None:
    task = asyncio.ensure_future(attack(port))
    await asyncio.sleep(1)
    print("attacking", flush=True)
    await task


if __name__ == "__main__":
    asyncio.run(_run(ATTACKS[sys.argv[1]], int(sys.argv[2])))

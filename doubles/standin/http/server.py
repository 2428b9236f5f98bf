"""uvicorn, with the limits of its own that it has, and told of its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from socket import socket
from types import FrameType

import uvicorn

from doubles.standin import limits
from doubles.standin.app import build_app
from doubles.standin.engine import Engine
from doubles.standin.http.protocol import HttpProtocol
from doubles.standin.options import Options
from doubles.standin.websocket.protocol import WebSocketProtocol

_TURNS = 3
"""Turns of the loop from letting somebody in until they are connected, and one more."""
_DATE = 1
"""Seconds for which answers tell the same date."""


class Server(uvicorn.Server):
    """uvicorn's looks for its end each tenth of a second, and waits another for connections that it may have.

    Every changed secret stops a container, and somebody waits for it.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._wake: Callable[[], object] = lambda: None  # it looks for itself before it has anything to do

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal."""
        super().handle_exit(sig, frame)
        self._wake()

    async def main_loop(self) -> None:
        """Serve until a signal comes; a tick renews the date that answers tell."""
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(woken.set)
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), _DATE)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """End at once where nobody is connected, else as uvicorn does."""
        for server in self.servers:
            server.close()
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
        else:
            await self.lifespan.shutdown()


def http_server(options: Options, engine: Engine) -> Server:
    """What serves an engine's application."""
    config = uvicorn.Config(
        build_app(engine),
        host=options.host,
        port=options.port,
        http=HttpProtocol,
        ws=WebSocketProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=options.longest_header,
        ws_max_size=limits.MESSAGE,
        ws_per_message_deflate=options.compression,
        timeout_graceful_shutdown=options.shutdown_timeout,
    )
    return Server(config)

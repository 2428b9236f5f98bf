"""Open connections by the caller's address, so that a fault can cut one."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


class Connections:
    """The connections that are open now."""

    def __init__(self) -> None:
        self._open: dict[Any, asyncio.BaseTransport] = {}

    def cut(self, client: Any) -> None:
        """Close a caller's connection without an answer."""
        transport = self._open.get(tuple(client))
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    def protocol(self) -> type[H11Protocol]:
        """The HTTP protocol that keeps this list."""
        held = self._open

        class Watched(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # uvicorn says Transport too
                self._peer = tuple(transport.get_extra_info("peername"))
                held[self._peer] = transport
                super().connection_made(transport)

            def shutdown(self) -> None:
                """End at once where nothing is being answered: TLS would wait for the caller's goodbye."""
                super().shutdown()
                if self.transport.is_closing():
                    self.transport.abort()

            def connection_lost(self, exc: Exception | None) -> None:
                held.pop(self._peer, None)
                super().connection_lost(exc)

        return Watched

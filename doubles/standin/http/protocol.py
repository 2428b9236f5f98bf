"""HTTP/1.1 as uvicorn speaks it, with an end to what never ends.

uvicorn limits neither the time that a request takes to arrive or its answer to be taken, nor the number
of headers.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from doubles.standin import limits

# In the words of warp, Hasura's HTTP server.
_TOO_LARGE = b"Request header fields too large"
_ANSWER = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"connection: close\r\ncontent-length: %d\r\n\r\n%b"
) % (len(_TOO_LARGE), _TOO_LARGE)


class SlowReader(asyncio.Protocol):
    """Drops a client that does not take what it asked for; goes before a protocol of uvicorn's."""

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    _stuck: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """The client does not read: it has some time to go on."""
        super().pause_writing()
        self._stuck = self.loop.call_later(limits.PATIENCE, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        if self._stuck is not None:
            self._stuck.cancel()
        super().resume_writing()


class HttpProtocol(SlowReader, H11Protocol):
    """One connection; the class knows those whose request is not complete, the oldest first."""

    waiting: ClassVar[dict[HttpProtocol, int]] = {}

    _deadline: asyncio.TimerHandle | None = None
    _lines = 0
    _size = 0
    _tail = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request; headers that are too large are refused before they are looked at."""
        if self.conn.their_state is h11.IDLE:
            self._count(data)
            longest = self.config.h11_max_incomplete_event_size or 0
            if self._lines > limits.HEADER_LINES or self._size > longest:
                self._stop_waiting()
                self.transport.write(_ANSWER)
                self.transport.close()
                return
        super().data_received(data)
        if self.transport.get_protocol() is not self:
            return  # the WebSocket's now
        if self.conn.their_state is h11.SEND_BODY:
            # What comes after the answer is thrown away.
            self._size = 0 if self.cycle.response_complete else self._size + len(data)
        elif self.conn.their_state is not h11.IDLE:
            self._lines, self._size, self._tail = 0, 0, b""
        if self.conn.their_state in {h11.IDLE, h11.SEND_BODY}:
            self._wait()
        else:
            self._stop_waiting()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over: its request is complete."""
        self._stop_waiting()
        super().handle_websocket_upgrade(event)

    def _count(self, data: bytes) -> None:
        """Lines and bytes up to the end of the headers, which may be in two parts."""
        text = self._tail + data
        head = text.partition(b"\r\n\r\n")[0]
        self._lines += head.count(b"\n") - self._tail.count(b"\n")
        self._size += len(head) - len(self._tail)
        self._tail = text[-3:]

    def _wait(self) -> None:
        """Wait for the rest of a request, and drop the oldest of those who wait when there are too many."""
        if self._deadline is None:
            self._deadline = self.loop.call_later(limits.PATIENCE, self.drop)
        self.waiting[self] = self._size
        while len(self.waiting) > limits.WAITING or sum(self.waiting.values()) > limits.WAITING_BYTES:
            next(iter(self.waiting)).drop()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self.waiting.pop(self, None)

    def drop(self) -> None:
        """End the connection without an answer, as warp does."""
        self._stop_waiting()
        self.transport.abort()

"""WebSocket as uvicorn speaks it, with an end to messages that never end and to what nobody reads."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

from doubles.standin import limits
from doubles.standin.http.protocol import SlowReader


class WebSocketProtocol(SlowReader, WebSocketsSansIOProtocol):
    """One connection. A message's bytes are limited by uvicorn, the number of its fragments is not."""

    _pings = 0

    def data_received(self, data: bytes) -> None:
        """Read frames, a few at a time, until the connection ends."""
        self._pings = 0
        for start in range(0, len(data), limits.FRAMES):
            if not self.transport.is_closing():
                super().data_received(data[start : start + limits.FRAMES])

    def handle_cont(self, event: Frame) -> None:
        """Take one more fragment of a message."""
        if len(self.frames) >= limits.FRAGMENTS:
            self._refuse(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
        else:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Queue a message, unless too many are there: many small ones come in one packet."""
        if self.queue.qsize() >= limits.AT_ONCE:
            self._refuse(CloseCode.POLICY_VIOLATION, "too many messages at once")
        else:
            super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Answer a ping; who does not read the answers is not read either."""
        self._pings += 1
        if self._pings > limits.AT_ONCE:
            self._refuse(CloseCode.POLICY_VIOLATION, "too many pings at once")
            return
        super().handle_ping()
        if not self.writable.is_set():
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Read on with the client."""
        super().resume_writing()
        if not self.read_paused:
            self.transport.resume_reading()

    def _refuse(self, code: CloseCode, reason: str) -> None:
        self.frames = []
        if not self.close_sent:
            self.conn.fail(code, reason)
            self.handle_parser_exception()

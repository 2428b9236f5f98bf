"""One connection to a query engine: HTTP/1.1 on its Unix socket, one question after another."""

from __future__ import annotations

import asyncio
from pathlib import Path

import h11

from doubles.standin import limits
from doubles.standin.graphql.request import QueryError

_READ = 64 * 1024


class ConnectionLost(Exception):  # noqa: N818 - an outcome, not a defect
    """The query engine has gone, or was never there."""


class Connection:
    """One question at a time; `open` makes it.

    It is h11 alone: an HTTP client for the whole web takes as long for a question as PostgreSQL and the query
    engine together.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT)

    @classmethod
    async def open(cls, socket: Path) -> Connection:
        """A new connection.

        Raises:
            ConnectionLost: Nobody listens.
        """
        try:
            return cls(*await asyncio.open_unix_connection(socket))
        except OSError as error:
            raise ConnectionLost from error

    @property
    def usable(self) -> bool:
        """Whether another question may be asked."""
        return self._http.our_state is h11.IDLE and not self._reader.at_eof()

    async def ask(self, body: bytes, token: str) -> bytes:
        """The body of the answer to a GraphQL request.

        Raises:
            QueryError: It is too large.
            ConnectionLost: The query engine ended.
        """
        try:
            self._writer.write(self._request(body, token))
            await self._writer.drain()
            answer = await self._answer()
        except (OSError, h11.ProtocolError) as error:
            raise ConnectionLost from error
        return answer

    def close(self) -> None:
        """End it, whatever was asked."""
        self._writer.close()

    def _request(self, body: bytes, token: str) -> bytes:
        headers = [
            ("host", "query-engine"),
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            ("authorization", f"Bearer {token}"),
        ]
        request = h11.Request(method="POST", target="/v1/graphql", headers=headers)
        parts = (request, h11.Data(data=body), h11.EndOfMessage())
        return b"".join(self._http.send(part) or b"" for part in parts)

    async def _answer(self) -> bytes:
        answer = bytearray()
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._http.receive_data(await self._reader.read(_READ))
            elif isinstance(event, h11.Data):
                answer += event.data
                if len(answer) > limits.ANSWER:
                    raise QueryError(f"the answer has more than {limits.ANSWER} bytes", code="unexpected")
            elif isinstance(event, h11.EndOfMessage):
                if self._http.their_state is h11.DONE:
                    self._http.start_next_cycle()
                return bytes(answer)

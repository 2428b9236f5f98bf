"""Asking one query engine: over a few connections, each answer bounded in time and size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from doubles.standin import limits
from doubles.standin.graphql.request import QueryError
from doubles.standin.queries.connection import Connection


class Client:
    """Who asks, and how many are asking.

    Args:
        socket: Where the query engine listens.
    """

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._room = asyncio.Semaphore(limits.QUERIES)
        self._free: list[Connection] = []
        self._asking = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def ask(self, body: bytes, token: str) -> bytes:
        """The answer to a GraphQL request, as it is.

        Raises:
            QueryError: The answer takes too long or is too large.
            ConnectionLost: The query engine has gone.
        """
        try:
            async with (
                self._counted(),
                asyncio.timeout(limits.QUERY_SECONDS),
                self._connection() as connection,
            ):
                return await connection.ask(body, token)
        except TimeoutError:
            reason = f"the query takes more than {limits.QUERY_SECONDS} s"
            raise QueryError(reason, code="unexpected") from None

    async def close(self) -> None:
        """Close all connections, once everybody has been answered."""
        await self._idle.wait()
        while self._free:
            self._free.pop().close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """A connection that nobody else asks on; one whose question has no whole answer is closed."""
        async with self._room:
            connection = self._waiting() or await Connection.open(self._socket)
            try:
                yield connection
            finally:
                if connection.usable:
                    self._free.append(connection)
                else:
                    connection.close()

    def _waiting(self) -> Connection | None:
        """A connection from before that is still good."""
        while self._free:
            connection = self._free.pop()
            if connection.usable:
                return connection
            connection.close()
        return None

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        self._asking += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._asking -= 1
            if not self._asking:
                self._idle.set()

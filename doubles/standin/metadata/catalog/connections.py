"""Connections to databases, used again: a new one costs PostgreSQL more than most of what is asked on it."""

from __future__ import annotations

import asyncio
import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from doubles.standin.metadata.catalog.change import Connection

_CONNECT_SECONDS = 5
_IDLE_SECONDS = 5
"""No longer: who looks at the database finds nobody there, and a new server is met by a new connection."""


async def connect(url: str) -> Connection:
    """A new connection, without a transaction.

    Raises:
        psycopg.Error: The database cannot be reached.
    """
    # Prepared statements would end between two uses.
    return await psycopg.AsyncConnection.connect(
        url, connect_timeout=_CONNECT_SECONDS, autocommit=True, prepare_threshold=None
    )


class Connections:
    """At most one idle connection for each address; what a use has set on it does not outlive the use."""

    def __init__(self) -> None:
        self._idle: dict[str, Connection] = {}

    @asynccontextmanager
    async def use(self, url: str) -> AsyncIterator[Connection]:
        """A connection without a transaction, for this use alone; after an error it is closed.

        Raises:
            psycopg.Error: The database cannot be reached.
        """
        connection = self._idle.pop(url, None)
        if connection is None or _has_ended(connection):
            connection = await connect(url)
        try:
            yield connection
        except BaseException:
            await connection.close()
            raise
        await self._keep(url, connection)

    async def _keep(self, url: str, connection: Connection) -> None:
        try:
            await connection.execute("DISCARD ALL")
        except psycopg.Error:  # SQL has left a transaction open, or the server has gone
            await connection.close()
            return
        if url in self._idle:
            await connection.close()
            return
        self._idle[url] = connection
        asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._end, url, connection)

    def _end(self, url: str, connection: Connection) -> None:
        """Close a connection, unless it is in use again."""
        if self._idle.get(url) is connection:
            self._idle.pop(url).pgconn.finish()


def _has_ended(connection: Connection) -> bool:
    """Whether the server has said something unasked: that it ends, or nothing any more."""
    if connection.closed:
        return True
    unasked = select.poll()
    unasked.register(connection.fileno(), select.POLLIN)
    return bool(unasked.poll(0))

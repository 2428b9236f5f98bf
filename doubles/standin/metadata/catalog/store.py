"""Metadata and migration state in the database: one row each, changed under a lock, one change at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from doubles.standin.metadata.catalog.change import Change, Connection, Document, OwnTransaction, dumped
from doubles.standin.metadata.errors import ApiError
from hasura.metadata import Metadata, read_metadata

Connect = Callable[[], AbstractAsyncContextManager[Connection]]
Listener = Callable[[Metadata], Awaitable[None]]

_CATALOG = Path(__file__).with_name("hdb_catalog.sql")
# Any number that nobody else uses: it keeps two servers that start at once from making the catalog twice.
_LOCK = 4_878_411


class Store:
    """The catalog in the metadata database.

    Args:
        connect: Gives a connection to it, without a transaction.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._listeners: list[Listener] = []
        self._telling = asyncio.Lock()

    def on_change(self, listener: Listener) -> None:
        """Call a function with the metadata at the start, after each change and after checked SQL."""
        self._listeners.append(listener)

    async def prepare(self, connection: Connection, first: Document) -> None:
        """Make the catalog unless it is there; `first` is the metadata of a new one."""
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            await connection.execute("CREATE SCHEMA IF NOT EXISTS hdb_catalog")
            found = await connection.execute("SELECT to_regclass('hdb_catalog.hdb_version') IS NOT NULL")
            if (await found.fetchone()) != (True,):
                await connection.execute(_CATALOG.read_bytes())
            await connection.execute(
                "INSERT INTO hdb_catalog.hdb_metadata VALUES (1, %s, 1) ON CONFLICT DO NOTHING",
                (dumped(first),),
            )

    async def notify(self) -> None:
        """Tell the listeners what the metadata is."""
        async with self._telling:  # so that what is told last is what is stored
            async with self.reading() as now:
                metadata = read_metadata(now.stored.document)
            await asyncio.gather(*(listener(metadata) for listener in self._listeners))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Change]:
        """The metadata as one moment sees it, without waiting for a change that is under way."""
        async with self._connect() as connection, connection.transaction():
            yield await OwnTransaction.begin(connection)

    @asynccontextmanager
    async def change(self, referenced: int | None = None) -> AsyncIterator[Change]:
        """A change: committed when the block ends, thrown away when it raises.

        Args:
            referenced: The version that the request was made for; None for any.

        Raises:
            ApiError: The version is another one by now.
        """
        async with self._connect() as connection, connection.transaction():
            change = await OwnTransaction.begin(connection, " FOR UPDATE")
            if referenced not in {None, change.stored.resource_version}:
                raise ApiError(
                    "conflict",
                    f"metadata resource version referenced ({referenced}) did not match current version",
                    "$",
                    status=409,
                )
            yield change
        if change.saved is not None:
            await self.notify()

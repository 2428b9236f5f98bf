"""Metadata and migration state in the database: one row each, changed under a lock, one change at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg

from doubles.standin.metadata.errors import ApiError
from hasura.metadata import Metadata, read_metadata

Document = dict[str, Any]
Connection = psycopg.AsyncConnection[Any]
Connect = Callable[[], Awaitable[Connection]]
Listener = Callable[[Metadata], Awaitable[None]]

_CATALOG = Path(__file__).with_name("hdb_catalog.sql")
_READ = "SELECT metadata::text, resource_version FROM hdb_catalog.hdb_metadata WHERE id = 1"
_WRITE = "UPDATE hdb_catalog.hdb_metadata SET metadata = %s, resource_version = %s WHERE id = 1"
_STATE = "SELECT hasura_uuid::text, cli_state, console_state FROM hdb_catalog.hdb_version"
_SET_STATE: Mapping[str, Any] = {
    "cli": "UPDATE hdb_catalog.hdb_version SET cli_state = %s",
    "console": "UPDATE hdb_catalog.hdb_version SET console_state = %s",
}
# Any number that nobody else uses: it keeps two servers that start at once from making the catalog twice.
_LOCK = 4_878_411


@dataclass(frozen=True)
class Stored:
    """The metadata as it is stored, with the number of its version."""

    document: Document
    resource_version: int


class Change(Protocol):
    """A change under way: nobody else changes metadata before it ends."""

    @property
    def stored(self) -> Stored:
        """The metadata before the change."""

    @property
    def connection(self) -> Connection:
        """The connection whose transaction the change is."""

    async def save(self, document: Document) -> None:
        """Store other metadata, with the next version."""

    async def read_state(self) -> dict[str, Any]:
        """What CLI and console remember, migrations among it, and the catalog's id."""

    async def write_state(self, kind: str, state: Any) -> None:
        """Replace what the CLI (`cli`) or the console (`console`) remembers."""


@dataclass
class _Change:
    connection: Connection
    stored: Stored
    saved: Document | None = None

    async def save(self, document: Document) -> None:
        version = self.stored.resource_version + 1
        await self.connection.execute(_WRITE, (_dumped(document), version))
        self.saved = document

    async def read_state(self) -> dict[str, Any]:
        row = await (await self.connection.execute(_STATE)).fetchone()
        assert row is not None  # noqa: S101 - made with the catalog
        return {"id": row[0], "cli_state": row[1], "console_state": row[2]}

    async def write_state(self, kind: str, state: Any) -> None:
        await self.connection.execute(_SET_STATE[kind], (_dumped(state),))


class Store:
    """The catalog in the metadata database.

    Args:
        connect: Opens a connection to it, without a transaction.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._listeners: list[Listener] = []
        self._telling = asyncio.Lock()

    def on_change(self, listener: Listener) -> None:
        """Call a function with the metadata at the start, after each change, and after SQL ran."""
        self._listeners.append(listener)

    async def prepare(self, first: Document) -> None:
        """Make the catalog unless it is there; `first` is the metadata of a new one."""
        async with await self._connect() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            await connection.execute("CREATE SCHEMA IF NOT EXISTS hdb_catalog")
            found = await connection.execute("SELECT to_regclass('hdb_catalog.hdb_version') IS NOT NULL")
            if (await found.fetchone()) != (True,):
                await connection.execute(_CATALOG.read_bytes())
            await connection.execute(
                "INSERT INTO hdb_catalog.hdb_metadata VALUES (1, %s, 1) ON CONFLICT DO NOTHING",
                (_dumped(first),),
            )

    async def notify(self) -> None:
        """Tell the listeners what the metadata is."""
        async with self._telling:  # so that what is told last is what is stored
            async with self.reading() as now:
                metadata = read_metadata(now.stored.document)
            for listener in self._listeners:
                await listener(metadata)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Change]:
        """The metadata as one moment sees it, without waiting for a change that is under way."""
        async with await self._connect() as connection, connection.transaction():
            yield _Change(connection, await _read(connection))

    @asynccontextmanager
    async def change(self, referenced: int | None = None) -> AsyncIterator[Change]:
        """A change: committed when the block ends, thrown away when it raises.

        Args:
            referenced: The version that the request was made for; None for any.

        Raises:
            ApiError: The version is another one by now.
        """
        async with await self._connect() as connection, connection.transaction():
            change = _Change(connection, await _read(connection, " FOR UPDATE"))
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


async def _read(connection: Connection, lock: str = "") -> Stored:
    row = await (await connection.execute((_READ + lock).encode())).fetchone()
    assert row is not None  # noqa: S101 - made with the catalog
    return Stored(json.loads(row[0]), row[1])


def _dumped(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

"""A change of the metadata, or of what CLI and console remember: a transaction on their rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg

Document = dict[str, Any]
Connection = psycopg.AsyncConnection[Any]

_READ = "SELECT metadata::text, resource_version FROM hdb_catalog.hdb_metadata WHERE id = 1"
_WRITE = "UPDATE hdb_catalog.hdb_metadata SET metadata = %s, resource_version = %s WHERE id = 1"
_STATE = "SELECT hasura_uuid::text, cli_state, console_state FROM hdb_catalog.hdb_version"
_SET_STATE: Mapping[str, Any] = {
    "cli": "UPDATE hdb_catalog.hdb_version SET cli_state = %s",
    "console": "UPDATE hdb_catalog.hdb_version SET console_state = %s",
}


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
class OwnTransaction:
    """The change of which the database knows.

    Attributes:
        saved: The other metadata that is stored, when some is.
    """

    connection: Connection
    stored: Stored
    saved: Document | None = None

    @classmethod
    async def begin(cls, connection: Connection, lock: str = "") -> OwnTransaction:
        """Begin with the metadata as it is.

        Args:
            connection: In a transaction.
            lock: The locking clause of its query.
        """
        row = await (await connection.execute((_READ + lock).encode())).fetchone()
        assert row is not None  # noqa: S101 - made with the catalog
        return cls(connection, Stored(json.loads(row[0]), row[1]))

    async def save(self, document: Document) -> None:
        """See `Change`."""
        version = self.stored.resource_version + 1
        await self.connection.execute(_WRITE, (dumped(document), version))
        self.saved = document

    async def read_state(self) -> dict[str, Any]:
        """See `Change`."""
        row = await (await self.connection.execute(_STATE)).fetchone()
        assert row is not None  # noqa: S101 - made with the catalog
        return {"id": row[0], "cli_state": row[1], "console_state": row[2]}

    async def write_state(self, kind: str, state: Any) -> None:
        """See `Change`."""
        await self.connection.execute(_SET_STATE[kind], (dumped(state),))


def dumped(document: Any) -> str:
    """A document as it is stored."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

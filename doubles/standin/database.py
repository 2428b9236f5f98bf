"""The metadata database: made ready at the start, asked for its health afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import re

import psycopg
from psycopg import sql

from doubles.standin.log import Log
from doubles.standin.metadata.catalog.change import Connection
from doubles.standin.metadata.catalog.connections import Connections, connect
from doubles.standin.metadata.catalog.store import Store
from doubles.standin.options import Options
from hasura.model import StartupError

_PREPARE = (
    "CREATE SCHEMA IF NOT EXISTS hdb_catalog",
    # Beside Hasura's own tables, so that Hasura finds a catalog that it can still make its own.
    "CREATE TABLE IF NOT EXISTS hdb_catalog.herm_stand_in (first_started timestamptz NOT NULL)",
    # Why the query engine does not serve the metadata; "" while it does. `./herm status` reads it.
    "ALTER TABLE hdb_catalog.herm_stand_in ADD COLUMN IF NOT EXISTS trouble text NOT NULL DEFAULT ''",
    "INSERT INTO hdb_catalog.herm_stand_in SELECT now() WHERE NOT EXISTS (TABLE hdb_catalog.herm_stand_in)",
)
# A password with an `@` that is not percent-encoded ends up in what is taken for the host's name.
_PERHAPS_SECRET = re.compile(r"(['\"])[^'\"]*@[^'\"]*\1")


class Database:
    """The database of the options.

    Attributes:
        store: The metadata in it, read by connections that are used again.
    """

    def __init__(self, options: Options, connections: Connections) -> None:
        self._options = options
        self.store = Store(lambda: connections.use(options.database_url))

    async def prepare(self, log: Log) -> None:
        """Make the catalog, trying as often as the options say.

        Raises:
            StartupError: The database cannot be used.
        """
        for left in range(self._options.retries, -1, -1):
            try:
                await self._prepare()
            except psycopg.Error as error:
                reason = _plain(error)
                if left == 0 or not isinstance(error, psycopg.OperationalError):
                    details = {"path": "$", "code": "postgres-error", "error": "connection error"}
                    log.startup("catalog_migrate", details | {"internal": reason}, "error")
                    raise StartupError(f"connection error: {reason}") from None
                log.startup("postgres_connection", f"{reason}; trying again", "warn")
                await asyncio.sleep(1)
            else:
                return

    async def is_healthy(self) -> bool:
        """Whether the database answers: to a new connection, as an honest check needs."""
        try:
            async with await self._connect() as connection:
                await connection.execute("SELECT 1")
        except (psycopg.Error, OSError):
            return False
        return True

    async def note(self, trouble: str) -> None:
        """Keep why the metadata is not served, for whoever looks at the database alone."""
        with contextlib.suppress(psycopg.Error):  # a database that does not answer is told by its health
            async with await self._connect() as connection:
                await connection.execute("UPDATE hdb_catalog.herm_stand_in SET trouble = %s", [trouble])

    async def _prepare(self) -> None:
        async with await self._connect() as connection:
            schema = sql.Identifier(self._options.extensions_schema)
            await connection.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA {}").format(schema)
            )
            for statement in _PREPARE:
                await connection.execute(statement)
            await self.store.prepare(connection, self._options.first_metadata)

    async def _connect(self) -> Connection:
        return await connect(self._options.database_url)


def _plain(error: psycopg.Error) -> str:
    """The first line of what was said, without what may be a part of the password."""
    if isinstance(error, psycopg.ProgrammingError) and error.sqlstate is None:
        return "the database URL cannot be parsed; special characters in its password are percent-encoded"
    return _PERHAPS_SECRET.sub('"..."', str(error).strip().partition("\n")[0])

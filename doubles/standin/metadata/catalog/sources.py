"""Where the databases of the metadata are, and what they hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import quote

import psycopg

from doubles.standin.metadata.catalog.change import Connection
from doubles.standin.metadata.catalog.connections import Connections
from doubles.standin.metadata.catalog.schema import Schema, read_schema
from hasura.metadata import Metadata, Source

CHECKED = ("postgres", "citus", "cockroach", "alloy")


class SourceError(Exception):
    """A database that cannot be asked; its text is Hasura's, and holds no part of an address."""


class Sources:
    """Connections to the databases of the metadata.

    Args:
        env: The server's environment, by whose variables most metadata names its databases.
        own_url: The metadata database.
        connections: Those that are used again.
    """

    def __init__(self, env: Mapping[str, str], own_url: str, connections: Connections) -> None:
        self._env = env
        self._own_url = own_url
        self._connections = connections

    def is_own(self, source: Source) -> bool:
        """Whether a source is the metadata database itself.

        Raises:
            SourceError: Its address cannot be told.
        """
        return self.url(source) == self._own_url

    def url(self, source: Source) -> str:
        """The address of a source, with its password.

        Raises:
            SourceError: It cannot be told.
        """
        connection = (source.definition.get("configuration") or {}).get("connection_info") or {}
        url = connection.get("database_url")
        if isinstance(url, str):
            return url
        members = url if isinstance(url, dict) else {}
        if "from_env" in members:
            name = str(members["from_env"])
            if name not in self._env:
                raise SourceError(f"environment variable '{name}' not set")
            return self._env[name]
        if isinstance(members.get("connection_parameters"), dict):
            return _assembled(members["connection_parameters"])
        raise SourceError("database_url is not one that the stand-in engine reads")

    @asynccontextmanager
    async def connect(self, source: Source) -> AsyncIterator[Connection]:
        """A connection to a source, without a transaction.

        Raises:
            SourceError: It cannot be reached.
        """
        use = self._connections.use(self.url(source))
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(use)
            except (psycopg.Error, OSError):
                raise SourceError("connection error") from None
            yield connection

    async def schemas(self, metadata: Metadata) -> dict[str, Schema | SourceError]:
        """What each source of PostgreSQL's kind holds, or why that cannot be told."""
        found: dict[str, Schema | SourceError] = {}
        for source in metadata.sources:
            if source.kind in CHECKED:
                try:
                    async with self.connect(source) as connection:
                        found[source.name] = await read_schema(connection)
                except SourceError as error:
                    found[source.name] = error
        return found


def _assembled(parameters: Mapping[str, Any]) -> str:
    user, password, host, database = (
        quote(str(parameters.get(name, "")), safe="") for name in ("username", "password", "host", "database")
    )
    login = f"{user}:{password}" if password else user
    return f"postgresql://{login}@{host}:{parameters.get('port', 5432)}/{database}"

"""One request of the metadata API: its command is run on the metadata, checked, and stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from doubles.standin.metadata.bulk import at, kinds, not_supported, run
from doubles.standin.metadata.catalog.change import Connection
from doubles.standin.metadata.catalog.schema import Schema
from doubles.standin.metadata.catalog.sources import Sources
from doubles.standin.metadata.catalog.store import Store
from doubles.standin.metadata.checks.consistency import inconsistencies
from doubles.standin.metadata.commands.registry import READS, UNSAVED
from doubles.standin.metadata.commands.run_sql import connect, run_sql
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, required
from hasura.metadata import Metadata


class MetadataApi:
    """The commands of `/v1/metadata`, `/v2/query` and `/v1/query`, by their types.

    Attributes:
        is_consistent: Whether the databases bore out all of the metadata when it was last looked at: at the
            start, and after each change, as with Hasura.
    """

    def __init__(self, store: Store, sources: Sources) -> None:
        self.store = store
        self.is_consistent = True
        self._sources = sources
        store.on_change(self._look)

    async def _look(self, metadata: Metadata) -> None:
        self.is_consistent = not inconsistencies(metadata, await self._sources.schemas(metadata))

    async def own_schema(self) -> tuple[Metadata, Schema]:
        """The metadata, and what the source `default` holds; nothing where it cannot be asked."""
        async with self.store.reading() as now:
            metadata = Context(now, self._sources).metadata("$")
        schema = (await self._sources.schemas(metadata)).get("default")
        return metadata, schema if isinstance(schema, Schema) else Schema({})

    @asynccontextmanager
    async def own_connection(self) -> AsyncIterator[Connection]:
        """A connection to the source `default`.

        Raises:
            ApiError: It is not in the metadata, or cannot be reached.
        """
        async with self.store.reading() as now:
            source = Context(now, self._sources).source("default")
        async with connect(self._sources, source) as connection:
            yield connection

    async def run_sql(self, args: Any) -> Any:
        """What `run_sql` answers; see there."""
        return await run_sql(self.store, self._sources, args)

    async def metadata(self, request: Any) -> Any:
        """The answer to a command on metadata, or to a bulk of them, which is done as a whole or not at all.

        Raises:
            ApiError: The command is refused; nothing is changed then.
        """
        kind = required(request, "type", str, "$")
        commands = kinds(request)
        if commands <= READS.keys():
            async with self.store.reading() as now:
                context = Context(now, self._sources)
                return await run(context, request)
        async with self.store.change(_referenced(request)) as change:
            context = Context(change, self._sources)
            answer = await run(context, request)
            if commands - UNSAVED:
                await change.save(context.document)
        if "reload_metadata" in commands and not commands - UNSAVED:
            await self.store.notify()
        return {"message": "success"} if kind == "bulk_atomic" else answer

    async def query(self, request: Any) -> Any:
        """The answer to `run_sql`, or to a bulk of them, each with a transaction of its own.

        Raises:
            ApiError: The command is refused.
        """
        kind = required(request, "type", str, "$")
        if kind in {"bulk", "concurrent_bulk"}:
            answers = []
            for index, part in enumerate(required(request, "args", list, "$")):
                with at(index):
                    answers.append(await self.query(part))
            return answers
        if kind == "run_sql":
            return await self.run_sql(request.get("args"))
        raise not_supported(kind)


def _referenced(request: Any) -> int | None:
    version = request.get("resource_version")
    if version is None or (isinstance(version, int) and not isinstance(version, bool)):
        return version
    raise ApiError("parse-failed", "expected Int", "$.resource_version")

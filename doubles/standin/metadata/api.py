"""One request of the metadata API: its command is run on the metadata, checked, and stored."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from doubles.standin.metadata.catalog.schema import Schema
from doubles.standin.metadata.catalog.sources import Sources
from doubles.standin.metadata.catalog.store import Connection, Store
from doubles.standin.metadata.checks.consistency import inconsistencies
from doubles.standin.metadata.commands.registry import COMMANDS, ONE_BY_ONE, READS, UNSAVED
from doubles.standin.metadata.commands.run_sql import connect, run_sql
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, required
from hasura.metadata import Metadata

_BULKS = {"bulk", "bulk_keep_going", "bulk_atomic"}


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
        async with await connect(self._sources, source) as connection:
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
        commands = _kinds(request)
        if commands <= READS.keys():
            async with self.store.reading() as now:
                context = Context(now, self._sources)
                return await _run(context, request)
        async with self.store.change(_referenced(request)) as change:
            context = Context(change, self._sources)
            answer = await _run(context, request)
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
                with _at(index):
                    answers.append(await self.query(part))
            return answers
        if kind == "run_sql":
            return await self.run_sql(request.get("args"))
        raise _not_supported(kind)


def _referenced(request: Any) -> int | None:
    version = request.get("resource_version")
    if version is None or (isinstance(version, int) and not isinstance(version, bool)):
        return version
    raise ApiError("parse-failed", "expected Int", "$.resource_version")


def _kinds(request: Any) -> set[str]:
    """The types of a command, or of those in a bulk."""
    kind = required(request, "type", str, "$")
    if kind not in _BULKS:
        return {kind}
    return {found for part in required(request, "args", list, "$") for found in _kinds(part)}


async def _run(context: Context, request: Any) -> Any:
    kind = request["type"]
    if kind not in _BULKS:
        return await _run_one(context, request)
    answers = []
    for index, part in enumerate(request["args"]):
        before = copy.deepcopy(context.document)
        try:
            with _at(index):
                answers.append(await _run(context, part))
        except ApiError as error:
            if kind != "bulk_keep_going":
                raise
            context.document = before
            answers.append(error.body())
    return answers


async def _run_one(context: Context, request: Any) -> Any:
    kind = request["type"]
    command = COMMANDS.get(kind)
    if command is None:
        raise _not_supported(kind)
    before = [] if kind not in ONE_BY_ONE else await context.inconsistencies()
    answer = await command(context, request.get("args"), request.get("version", 1))
    if kind in ONE_BY_ONE:
        known = {(entry.type, entry.name) for entry in before}
        new = [entry for entry in await context.inconsistencies() if (entry.type, entry.name) not in known]
        if new:
            reasons = ", ".join(entry.body()["reason"] for entry in new)
            raise ApiError("invalid-configuration", reasons, internal=[entry.body() for entry in new])
    return answer


@contextmanager
def _at(index: int) -> Iterator[None]:
    try:
        yield
    except ApiError as error:
        raise error.below(f"$.args[{index}]") from None


def _not_supported(kind: str) -> ApiError:
    message = f"herm's stand-in engine does not take the command {kind} here: docs/development/stand-in.md"
    return ApiError("not-supported", message, "$")

"""`run_sql`: SQL on a source, and what it means for the metadata."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from doubles.standin.metadata.catalog.change import Connection
from doubles.standin.metadata.catalog.schema import read_schema
from doubles.standin.metadata.catalog.sources import SourceError, Sources
from doubles.standin.metadata.catalog.store import Store
from doubles.standin.metadata.checks.dependents import dependents, dropped, refuse_dependents
from doubles.standin.metadata.checks.renaming import rename, renamed
from doubles.standin.metadata.commands.removal import without
from doubles.standin.metadata.commands.statement import execute
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, flag, required
from hasura.metadata import Source, read_metadata

# By these words Hasura tells SQL that may change what the metadata speaks of.
_MAY_CHANGE = re.compile(r"\b(?:alter|drop|replace|create function|comment on)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Wanted:
    sql: str
    source: str
    cascade: bool
    checked: bool
    read_only: bool
    transaction: bool


async def run_sql(store: Store, sources: Sources, args: Any) -> Any:
    """The last statement's result: `CommandOk`, or `TuplesOk` with rows of text below their names.

    Raises:
        ApiError: The SQL fails, or the metadata needs what it drops; nothing is changed then.
    """
    wanted = _wanted(args)
    # Without a transaction nothing could be taken back, so that nothing is checked either.
    if wanted.checked and wanted.transaction:
        result = await _checked(store, sources, wanted)
    else:
        async with store.reading() as now:
            source = _source(read_metadata(now.stored.document).source(wanted.source), wanted)
        async with connect(sources, source) as connection:
            result = await _run(connection, wanted)
    if wanted.checked:  # what is not checked Hasura does not look at, until metadata is changed or reloaded
        await store.notify()
    return result


def _wanted(args: Any) -> _Wanted:
    sql = required(args, "sql", str)
    read_only = flag(args, "read_only")
    checked = not read_only and flag(
        args, "check_metadata_consistency", default=_MAY_CHANGE.search(sql) is not None
    )
    source = args.get("source", "default")
    transaction = not flag(args, "no_transaction")
    return _Wanted(sql, source, flag(args, "cascade"), checked, read_only, transaction)


async def _checked(store: Store, sources: Sources, wanted: _Wanted) -> Any:
    """Run SQL while nobody else changes metadata, and take it back when metadata needs what it drops."""
    async with store.change() as change, AsyncExitStack() as stack:
        context = Context(change, sources)
        source = _source(context.metadata("$").source(wanted.source), wanted)
        before = await context.inconsistencies()
        connection = change.connection
        if not _is_own(sources, source):
            connection = await stack.enter_async_context(connect(sources, source))
            await stack.enter_async_context(connection.transaction())
        schema = await read_schema(connection)
        result = await execute(connection, wanted.sql)
        after = await read_schema(connection)
        names = renamed(source, schema, after)
        gone = dropped(source, schema, after, names)
        needed = dependents(source, schema, gone)
        if not wanted.cascade:
            refuse_dependents(needed)
        rename(source, schema, names)
        unwanted = [*gone.entries, *(dependent.entry for dependent in needed)]
        context.document = without(context.document, unwanted)
        context.know(source.name, after)
        known = {(entry.type, entry.name) for entry in before}
        new = [e.body() for e in await context.inconsistencies() if (e.type, e.name) not in known]
        if new:
            message = "cannot continue due to newly found inconsistent metadata"
            raise ApiError("unexpected", message, "$", status=500, internal=new)
        if context.document != change.stored.document:
            await change.save(context.document)
    return result


def _source(found: Source | None, wanted: _Wanted) -> Source:
    if found is None:
        raise ApiError("not-exists", f'source with name "{wanted.source}" does not exist')
    return found


def _is_own(sources: Sources, source: Source) -> bool:
    try:
        return sources.is_own(source)
    except SourceError as error:
        raise ApiError("not-exists", f'source with name "{source.name}" is inconsistent: {error}') from None


@asynccontextmanager
async def connect(sources: Sources, source: Source) -> AsyncIterator[Connection]:
    """A connection to a source, without a transaction.

    Raises:
        ApiError: It cannot be reached.
    """
    try:
        async with sources.connect(source) as connection:
            yield connection
    except SourceError as error:
        raise ApiError("not-exists", f'source with name "{source.name}" is inconsistent: {error}') from None


async def _run(connection: Connection, wanted: _Wanted) -> Any:
    if not wanted.transaction:
        return await execute(connection, wanted.sql)
    async with connection.transaction():
        if wanted.read_only:
            await connection.execute("SET TRANSACTION READ ONLY")
        return await execute(connection, wanted.sql)

"""Tracking tables, and what their configuration says."""

from __future__ import annotations

from typing import Any

from doubles.standin.metadata.catalog.schema import Schema
from doubles.standin.metadata.checks.dependents import Dropped, dependents, refuse_dependents
from doubles.standin.metadata.commands.places import (
    SUCCESS,
    chosen,
    drop_from,
    entry_of,
    list_of,
    name_in,
    source_of,
    table_of,
    written,
)
from doubles.standin.metadata.commands.removal import without
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, flag, required
from hasura.metadata import QualifiedName, Source


async def track_table(context: Context, args: Any, _: int = 1) -> Any:
    """Begin to serve a table or a view."""
    name, source = name_in(args, "table"), source_of(context, args)
    if any(table.name == name for table in source.tables):
        raise ApiError("already-tracked", f'view/table already tracked: "{name}"')
    entry = {"table": written(name), **chosen(args, "configuration", "is_enum", "apollo_federation_config")}
    list_of(source.definition, "tables").append(entry)
    return SUCCESS


async def track_tables(context: Context, args: Any, _: int) -> Any:
    """Track several; of those that cannot be tracked it warns, or refuses all if no warnings are allowed."""
    schemas = await context.schemas()
    warnings = []
    for entry in required(args, "tables", list):
        name, source = name_in(entry, "table"), source_of(context, entry)
        schema = schemas.get(source.name)
        if isinstance(schema, Schema) and name not in schema.relations:
            reason = f'no such table/view exists in source: "{name}"'
            warnings.append(_warning("track-table-failed", name, source, f"Inconsistent object: {reason}"))
            continue
        try:
            await track_table(context, entry)
        except ApiError as error:
            warnings.append(_warning("track-table-failed", name, source, error.message))
    return _warned(args, warnings)


async def untrack_table(context: Context, args: Any, _: int = 1) -> Any:
    """Serve a table no more; what needs it goes with it when `cascade` is set, and refuses it otherwise."""
    name, source = name_in(args, "table"), source_of(context, args)
    table = next((table for table in source.tables if table.name == name), None)
    if table is None:
        raise ApiError("already-untracked", f'view/table already untracked: "{name}"')
    schema = (await context.schemas()).get(source.name)
    gone = Dropped(frozenset({name}), frozenset(), frozenset(), (table.definition,))
    needed = dependents(source, schema, gone) if isinstance(schema, Schema) else []
    if not flag(args, "cascade"):
        refuse_dependents(needed, "$.args")
    context.document = without(context.document, [*gone.entries, *(found.entry for found in needed)])
    return SUCCESS


async def untrack_tables(context: Context, args: Any, _: int) -> Any:
    """Untrack several, as `track_tables` tracks them."""
    warnings = []
    for entry in required(args, "tables", list):
        try:
            await untrack_table(context, entry)
        except ApiError as error:
            name, source = name_in(entry, "table"), source_of(context, entry)
            warnings.append(_warning("untrack-table-failed", name, source, error.message))
    return _warned(args, warnings)


async def set_table_customization(context: Context, args: Any, _: int) -> Any:
    """Replace a table's configuration: names, root fields, columns."""
    return _set(context, args, "configuration", required(args, "configuration", dict))


async def set_table_is_enum(context: Context, args: Any, _: int) -> Any:
    """Say whether a table's rows are the values of an enum."""
    return _set(context, args, "is_enum", required(args, "is_enum", bool) or None)


async def add_computed_field(context: Context, args: Any, _: int) -> Any:
    """Add a field that a function computes."""
    table, name = table_of(context, args), required(args, "name", str)
    fields = list_of(table.definition, "computed_fields")
    if entry_of(table.definition, "computed_fields", "name", name):
        raise ApiError("already-exists", f'field with name "{name}" already exists in table "{table.name}"')
    fields.append(chosen(args, "name", "definition", "comment"))
    return SUCCESS


async def drop_computed_field(context: Context, args: Any, _: int) -> Any:
    """Remove such a field."""
    table, name = table_of(context, args), required(args, "name", str)
    field = entry_of(table.definition, "computed_fields", "name", name)
    if field is None:
        raise ApiError("not-exists", f'computed field "{name}" does not exist')
    drop_from(table.definition, "computed_fields", field)
    return SUCCESS


def _set(context: Context, args: Any, member: str, value: Any) -> Any:
    definition: Any = table_of(context, args).definition
    definition[member] = value
    if not value:
        del definition[member]
    return SUCCESS


def _warning(code: str, name: QualifiedName, source: Source, message: str) -> dict[str, str]:
    return {
        "code": code,
        "message": message,
        "name": f"table {name} in source {source.name}",
        "type": "table",
    }


def _warned(args: Any, warnings: list[dict[str, str]]) -> Any:
    if not warnings:
        return SUCCESS
    if not flag(args, "allow_warnings", default=True):
        raise ApiError("metadata-warnings", "failed due to metadata warnings", internal=warnings)
    return SUCCESS | {"warnings": warnings}

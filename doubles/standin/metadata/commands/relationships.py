"""Relationships of tables, one by one."""

from __future__ import annotations

from typing import Any

from doubles.standin.metadata.catalog.schema import Schema
from doubles.standin.metadata.checks.dependents import Dropped, dependents, refuse_dependents
from doubles.standin.metadata.checks.renaming import Names, rename
from doubles.standin.metadata.commands.places import (
    SUCCESS,
    chosen,
    drop_from,
    list_of,
    source_of,
    table_of,
)
from doubles.standin.metadata.commands.removal import without
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, flag, required
from hasura.metadata import Relationship, Table


async def create_object_relationship(context: Context, args: Any, _: int) -> Any:
    """Add a field that leads to one row."""
    return _create(context, args, "object")


async def create_array_relationship(context: Context, args: Any, _: int) -> Any:
    """Add a field that leads to rows."""
    return _create(context, args, "array")


async def drop_relationship(context: Context, args: Any, _: int) -> Any:
    """Remove a relationship; permissions that use it go with it when `cascade` is set, or refuse it."""
    table = table_of(context, args)
    relationship = _found(table, required(args, "relationship", str))
    source = source_of(context, args)
    schema = (await context.schemas()).get(source.name)
    gone = Dropped(frozenset(), frozenset({(table.name, relationship.name)}), frozenset(), ())
    needed = dependents(source, schema, gone) if isinstance(schema, Schema) else []
    if not flag(args, "cascade"):
        refuse_dependents(needed, "$.args")
    drop_from(table.definition, f"{relationship.kind}_relationships", relationship.definition)
    context.document = without(context.document, [found.entry for found in needed])
    return SUCCESS


async def rename_relationship(context: Context, args: Any, _: int) -> Any:
    """Give a relationship another name, in the permissions that use it too."""
    table, new = table_of(context, args), required(args, "new_name", str)
    relationship = _found(table, required(args, "name", str))
    _refuse_taken(table, new)
    source = source_of(context, args)
    schema = (await context.schemas()).get(source.name)
    if isinstance(schema, Schema):  # otherwise all of the source is inconsistent
        rename(source, schema, Names(fields={(table.name, relationship.name): new}))
    return SUCCESS


async def set_relationship_comment(context: Context, args: Any, _: int) -> Any:
    """Replace the comment on a relationship."""
    entry: Any = _found(table_of(context, args), required(args, "name", str)).definition
    entry["comment"] = args.get("comment")
    return SUCCESS


def _create(context: Context, args: Any, kind: str) -> Any:
    table, name = table_of(context, args), required(args, "name", str)
    required(args, "using", dict)
    _refuse_taken(table, name)
    list_of(table.definition, f"{kind}_relationships").append(chosen(args, "name", "using", "comment"))
    return SUCCESS


def _refuse_taken(table: Table, name: str) -> None:
    if any(relationship.name == name for relationship in table.relationships):
        message = f'field with name "{name}" already exists in table "{table.name}"'
        raise ApiError("already-exists", message)


def _found(table: Table, name: str) -> Relationship:
    found = next((relationship for relationship in table.relationships if relationship.name == name), None)
    if found is None:
        raise ApiError("not-exists", f'relationship "{name}" does not exist')
    return found

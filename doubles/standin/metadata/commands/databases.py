"""Adding and removing sources; the stand-in serves `default` alone, and keeps the others."""

from __future__ import annotations

from typing import Any

from doubles.standin.metadata.commands.places import SUCCESS, chosen, list_of
from doubles.standin.metadata.commands.removal import without
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, flag, required


async def add_source(context: Context, args: Any, _: int) -> Any:
    """Add a database, or give one that is there another configuration when `replace_configuration` is set."""
    name, configuration = required(args, "name", str), required(args, "configuration", dict)
    found = context.metadata().source(name)
    if found is None:
        entry = {"name": name, "kind": "postgres", "tables": [], "configuration": configuration}
        list_of(context.document, "sources").append(entry | chosen(args, "customization"))
        return SUCCESS
    if not flag(args, "replace_configuration"):
        raise ApiError("already-exists", f'postgres source with name "{name}" already exists')
    definition: Any = found.definition
    definition["configuration"] = configuration
    context.forget()
    return SUCCESS


async def update_source(context: Context, args: Any, _: int) -> Any:
    """Replace what is given: the configuration, the customization."""
    definition: Any = context.source(required(args, "name", str)).definition
    definition.update(chosen(args, "configuration", "customization"))
    context.forget()
    return SUCCESS


async def drop_source(context: Context, args: Any, _: int) -> Any:
    """Remove a database from the metadata; the database itself stays as it is."""
    source = context.source(required(args, "name", str))
    context.document = without(context.document, [source.definition])
    return SUCCESS

"""The commands on the metadata as a whole, and on what CLI and console remember."""

from __future__ import annotations

from typing import Any

from doubles.standin.metadata.commands.places import SUCCESS
from doubles.standin.metadata.commands.removal import without
from doubles.standin.metadata.context import Context, read_document
from doubles.standin.metadata.errors import ApiError, flag, required


async def export_metadata(context: Context, _: Any, version: int) -> Any:
    """The metadata as it is stored; version 2 adds the number to refer to."""
    if version == 1:
        return context.document
    return {"resource_version": context.change.stored.resource_version, "metadata": context.document}


async def replace_metadata(context: Context, args: Any, _: int) -> Any:
    """Put other metadata in place; the arguments are the metadata alone, or hold it beside options."""
    document = required({"args": args}, "args", dict, "$")
    with_options = "metadata" in document
    path = "$.args.metadata" if with_options else "$.args"
    metadata = required(args, "metadata", dict) if with_options else document
    read_document(metadata, path)
    context.document = {"version": 3} | metadata
    found = [entry.body() for entry in await context.inconsistencies()]
    if found and not (with_options and flag(args, "allow_inconsistent_metadata")):
        raise ApiError("unexpected", "cannot continue due to inconsistent metadata", internal=found)
    return {"is_consistent": not found, "inconsistent_objects": found} if with_options else SUCCESS


async def reload_metadata(context: Context, _: Any, __: int) -> Any:
    """Look at the databases again; the stand-in does so each time."""
    found = [entry.body() for entry in await context.inconsistencies()]
    told = {"inconsistent_objects": found} if found else {}
    return SUCCESS | {"is_consistent": not found} | told


async def get_inconsistent_metadata(context: Context, _: Any, __: int) -> Any:
    """The objects that the databases do not bear out."""
    found = [entry.body() for entry in await context.inconsistencies()]
    return {"is_consistent": not found, "inconsistent_objects": found}


async def drop_inconsistent_metadata(context: Context, _: Any, __: int) -> Any:
    """Remove the inconsistent objects, and those that become so by it."""
    while found := await context.inconsistencies():
        context.document = without(context.document, [entry.entry for entry in found])
    return SUCCESS


async def clear_metadata(context: Context, _: Any, __: int) -> Any:
    """Keep nothing but the connection of the default source."""
    kept = [
        {
            name: source.definition[name]
            for name in ("name", "kind", "configuration")
            if name in source.definition
        }
        | {"tables": []}
        for source in context.metadata().sources
        if source.name == "default"
    ]
    context.document = {"version": 3, "sources": kept}
    return SUCCESS


async def get_catalog_state(context: Context, _: Any, __: int) -> Any:
    """What CLI and console remember, with the id of this catalog."""
    return await context.change.read_state()


async def set_catalog_state(context: Context, args: Any, _: int) -> Any:
    """Replace what the CLI or the console remembers."""
    kind = required(args, "type", str)
    if kind not in {"cli", "console"}:
        raise ApiError("parse-failed", "expected cli or console", "$.args.type")
    await context.change.write_state(kind, required(args, "state", dict))
    return SUCCESS

"""Tracking functions, and who may call them."""

from __future__ import annotations

from typing import Any

from doubles.standin.metadata.commands.places import (
    SUCCESS,
    chosen,
    drop_from,
    entry_of,
    list_of,
    name_in,
    source_of,
    written,
)
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, required
from hasura.metadata import Function


async def track_function(context: Context, args: Any, _: int) -> Any:
    """Begin to serve a function."""
    name, source = name_in(args, "function"), source_of(context, args)
    if any(function.name == name for function in source.functions):
        raise ApiError("already-tracked", f'function already tracked: "{name}"')
    entry = {"function": written(name), **chosen(args, "configuration", "comment")}
    list_of(source.definition, "functions").append(entry)
    return SUCCESS


async def untrack_function(context: Context, args: Any, _: int) -> Any:
    """Serve a function no more."""
    found = _found(context, args)
    drop_from(source_of(context, args).definition, "functions", found.definition)
    return SUCCESS


async def create_function_permission(context: Context, args: Any, _: int) -> Any:
    """Let a role call a function."""
    found, role = _found(context, args), required(args, "role", str)
    if role in found.roles:
        message = f'permission of role "{role}" already exists for function "{found.name}"'
        raise ApiError("already-exists", message)
    list_of(found.definition, "permissions").append({"role": role})
    return SUCCESS


async def drop_function_permission(context: Context, args: Any, _: int) -> Any:
    """Let a role call a function no more."""
    found, role = _found(context, args), required(args, "role", str)
    entry = entry_of(found.definition, "permissions", "role", role)
    if entry is None:
        message = f'permission of role "{role}" does not exist for function "{found.name}"'
        raise ApiError("not-exists", message)
    drop_from(found.definition, "permissions", entry)
    return SUCCESS


def _found(context: Context, args: Any) -> Function:
    name, source = name_in(args, "function"), source_of(context, args)
    found = next((function for function in source.functions if function.name == name), None)
    if found is None:
        raise ApiError("not-exists", f'function "{name}" does not exist in source: {source.name}')
    return found

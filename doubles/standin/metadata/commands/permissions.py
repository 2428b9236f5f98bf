"""Permissions of roles on tables, one by one."""

from __future__ import annotations

from functools import partial
from typing import Any

from doubles.standin.metadata.commands.places import (
    SUCCESS,
    Entry,
    chosen,
    drop_from,
    entry_of,
    list_of,
    table_of,
)
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, required
from hasura.metadata import OPERATIONS, Table


async def _create(operation: str, context: Context, args: Any, _: int) -> Any:
    table, role = table_of(context, args), required(args, "role", str)
    required(args, "permission", dict)
    if role == "admin":
        raise ApiError("not-supported", "cannot define permission as admin already has full access")
    member = f"{operation}_permissions"
    if entry_of(table.definition, member, "role", role):
        message = f'permission already defined on table "{table.name}" with role "{role}"'
        raise ApiError("already-exists", message)
    list_of(table.definition, member).append(chosen(args, "role", "permission", "comment"))
    return SUCCESS


async def _drop(operation: str, context: Context, args: Any, _: int) -> Any:
    table, role = table_of(context, args), required(args, "role", str)
    drop_from(table.definition, f"{operation}_permissions", _found(table, role, operation))
    return SUCCESS


async def set_permission_comment(context: Context, args: Any, _: int) -> Any:
    """Replace the comment on a permission."""
    table, role, operation = table_of(context, args), required(args, "role", str), required(args, "type", str)
    _found(table, role, operation)["comment"] = args.get("comment")
    return SUCCESS


def _found(table: Table, role: str, operation: str) -> Entry:
    entry = entry_of(table.definition, f"{operation}_permissions", "role", role)
    if entry is None:
        message = f'{operation} permission on "{table.name}" for role "{role}" does not exist'
        raise ApiError("permission-denied", message)
    return entry


CREATE = {operation: partial(_create, operation) for operation in OPERATIONS}
DROP = {operation: partial(_drop, operation) for operation in OPERATIONS}

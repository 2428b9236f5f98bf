"""Permissions of roles on tables, one by one."""

from __future__ import annotations

from functools import partial
from typing import Any

from doubles.standin.metadata.commands.places import SUCCESS, chosen, drop_from, list_of, table_of
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, required
from hasura.metadata import OPERATIONS


async def _create(operation: str, context: Context, args: Any, _: int) -> Any:
    table, role = table_of(context, args), required(args, "role", str)
    required(args, "permission", dict)
    if role == "admin":
        raise ApiError("not-supported", "cannot define permission as admin already has full access")
    entries = list_of(table.definition, f"{operation}_permissions")
    if any(entry["role"] == role for entry in entries):
        message = f'permission already defined on table "{table.name}" with role "{role}"'
        raise ApiError("already-exists", message)
    entries.append(chosen(args, "role", "permission", "comment"))
    return SUCCESS


async def _drop(operation: str, context: Context, args: Any, _: int) -> Any:
    table, role = table_of(context, args), required(args, "role", str)
    member = f"{operation}_permissions"
    for entry in table.definition.get(member) or ():
        if entry["role"] == role:
            drop_from(table.definition, member, entry)
            return SUCCESS
    message = f'{operation} permission on "{table.name}" for role "{role}" does not exist'
    raise ApiError("permission-denied", message)


async def set_permission_comment(context: Context, args: Any, _: int) -> Any:
    """Replace the comment on a permission."""
    table, role, operation = table_of(context, args), required(args, "role", str), required(args, "type", str)
    for entry in table.definition.get(f"{operation}_permissions") or ():
        if entry["role"] == role:
            entry["comment"] = args.get("comment")
            return SUCCESS
    message = f'{operation} permission on "{table.name}" for role "{role}" does not exist'
    raise ApiError("permission-denied", message)


CREATE = {operation: partial(_create, operation) for operation in OPERATIONS}
DROP = {operation: partial(_drop, operation) for operation in OPERATIONS}

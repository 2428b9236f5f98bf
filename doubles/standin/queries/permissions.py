"""Permissions of a table, by role, as postrust reads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from doubles.standin.queries.roles import Roles, plain, trusted
from doubles.standin.queries.rules import without_constants
from hasura.metadata import Permission, Table
from hasura.request.session_variables import ROLE

Grants = dict[str, dict[str, Any]]

_TAKEN = {
    "select": ("columns", "filter", "limit", "allow_aggregations", "computed_fields"),
    "insert": ("columns", "check", "set"),
    "update": ("columns", "filter", "check", "set"),
    "delete": ("filter",),
}


def permissions(table: Table, roles: Roles, relationships: Collection[str] = ()) -> Grants:
    """What each role may do with a table, under each name that it has.

    Args:
        table: The table.
        roles: Tells the names.
        relationships: The names of all relationships of the table's source.
    """
    granted: Grants = {plain(Roles.ADMIN): _everything(table)}
    for permission in table.permissions:
        for name in roles.names(permission.role):
            if not permission.definition.get("backend_only") or name == trusted(permission.role):
                granted.setdefault(name, {})[permission.operation] = _taken(permission, relationships)
    return granted


def _everything(table: Table) -> dict[str, Any]:
    fields = [field["name"] for field in table.definition.get("computed_fields") or ()]
    return {
        "select": {"columns": "*", "filter": {}, "allow_aggregations": True, "computed_fields": fields},
        "insert": {"columns": "*", "check": {}},
        "update": {"columns": "*", "filter": {}, "check": {}},
        "delete": {"filter": {}},
    }


def _taken(permission: Permission, relationships: Collection[str]) -> dict[str, Any]:
    """The members that postrust knows, without those that are null: Hasura reads them as absent."""
    members = _TAKEN[permission.operation]
    taken = {
        name: permission.definition[name] for name in members if permission.definition.get(name) is not None
    }
    if "columns" in members:
        # To postrust absent ones are all; Hasura takes them so for an insert alone.
        taken.setdefault("columns", "*" if permission.operation == "insert" else [])
    if permission.operation == "update":
        # To postrust an absent check is the filter; Hasura looks at nothing after the update then.
        taken.setdefault("check", {})
    for rule in taken.keys() & {"filter", "check"}:
        taken[rule] = without_constants(taken[rule], relationships)
    return {name: _with_role(value, permission.role) for name, value in taken.items()}


def _with_role(value: Any, role: str) -> Any:
    """A rule with its role's name in place of the session variable, which postrust does not know."""
    if isinstance(value, str):
        return role if value.lower() == ROLE else value
    if isinstance(value, Mapping):
        return {key: _with_role(entry, role) for key, entry in value.items()}
    if isinstance(value, list):
        return [_with_role(entry, role) for entry in value]
    return value

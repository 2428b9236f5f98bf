"""What a reviewer should look at: each finding with an id that stays the same, and a severity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hasura.metadata import Metadata, Permission, Table
from hasura.permissions.matrix import Key
from hasura.permissions.roles import Right, inherited_roles, rights
from hasura.permissions.sessions import Sessions
from hasura.permissions.updates import ways_out
from hasura.permissions.variables import session_variables
from hasura.permissions.words import EVERY_ROW, rule_in_words

Severity = Literal["error", "warning", "info"]

SEVERITIES: dict[str, Severity] = {
    "anonymous-write": "error",
    "write-any-row": "error",
    "variable-never-set": "error",
    "inherited-conflict": "error",
    "insert-any-row": "warning",
    "update-without-check": "warning",
    "all-columns": "warning",
    "anonymous-aggregates": "warning",
    "role-never-given": "warning",
    "role-unknown": "warning",
    "select-without-limit": "info",
    "event-not-backend-only": "info",
}
"""Every id, the most severe first; docs/permissions.md has a line for each."""


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    Attributes:
        id: A key of SEVERITIES.
        where: The cell, or the role, that it is about.
        reason: What is wrong with it and why it matters.
    """

    id: str
    where: Key | str
    reason: str

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return SEVERITIES[self.id]

    def __str__(self) -> str:
        return f"{self.severity} {self.id}: {self.where}: {self.reason}"


def findings(metadata: Metadata, sessions: Sessions) -> tuple[Finding, ...]:
    """Every finding, the most severe first, then by place."""
    found = [
        finding
        for source, table in metadata.tables()
        for right in rights(metadata, table)
        for finding in _of_right(
            Key(source.name, str(table.name), right.role, right.operation), table, right, sessions
        )
    ]
    found += _of_roles(metadata, sessions)
    order = list(SEVERITIES)
    return tuple(sorted(found, key=lambda one: (order.index(one.id), str(one.where), one.reason)))


def _of_right(key: Key, table: Table, right: Right, sessions: Sessions) -> Iterator[Finding]:
    if right.conflicts:
        parents = " and ".join(sorted({part.role for part in right.parts}))
        reason = f"{parents} differ, so {right.role} inherits nothing and the metadata is inconsistent"
        yield Finding("inherited-conflict", key, f"{reason}; give it a permission of its own")
        return
    anonymous = sessions.is_anonymous(right.role)
    if anonymous and right.operation != "select":
        yield Finding("anonymous-write", key, "whoever reaches the API may write here, without any token")
    if anonymous and any(part.definition.get("allow_aggregations") for part in right.parts):
        yield Finding(
            "anonymous-aggregates", key, "anybody can count and sum rows, which is costly and tells much"
        )
    if not right.inherited:  # what is wrong with a parent's permission is told once, of the parent
        yield from _of_permission(key, table, right.parts[0], sessions)


def _of_permission(key: Key, table: Table, permission: Permission, sessions: Sessions) -> Iterator[Finding]:
    match permission.operation:
        case "select":
            if permission.definition.get("limit") is None:
                yield Finding("select-without-limit", key, "one request may ask for the whole table")
        case "insert":
            # A preset from the session makes the row the caller's own, whatever the check says.
            if _is_open(permission.check) and not session_variables(permission.definition.get("set")):
                yield Finding(
                    "insert-any-row", key, "the check allows every row, also in the name of somebody else"
                )
        case _:
            if _is_open(permission.filter):
                yield Finding(
                    "write-any-row", key, f"the rule of the {permission.operation} allows every row"
                )
    if permission.operation == "update":
        yield from _of_update(key, table, permission)
    if permission.operation != "delete" and permission.columns is None:
        yield Finding("all-columns", key, "every column is given, also those that a later migration adds")
    triggers = table.definition.get("event_triggers")
    if (
        permission.operation != "select"
        and triggers
        and permission.definition.get("backend_only") is not True
    ):
        yield Finding(
            "event-not-backend-only",
            key,
            "each write calls the table's event triggers; backend_only leaves that to your servers",
        )
    known, needed = sessions.variables, session_variables(permission.definition)
    for name in sorted(needed - known if known is not None else ()):
        reason = f"no token carries {name}, so every such request fails"
        yield Finding("variable-never-set", key, reason)


def _of_update(key: Key, table: Table, permission: Permission) -> Iterator[Finding]:
    if permission.check or _is_open(permission.filter):
        return
    if lost := ways_out(table, permission):
        reason = f"nothing is checked afterwards, and {', '.join(lost)} of the rule can be changed"
        yield Finding("update-without-check", key, f"{reason}: rows can be given away")


def _of_roles(metadata: Metadata, sessions: Sessions) -> Iterator[Finding]:
    inherited = inherited_roles(metadata)
    given = sessions.roles
    if given is None:
        return
    known = {*metadata.roles(), *inherited}
    parents = {parent for roles in inherited.values() for parent in roles}
    for role in sorted(known - given - {"admin", sessions.unauthorized_role} - parents):
        yield Finding(
            "role-never-given",
            f"role {role}",
            "no token carries it, so its permissions serve only who has the admin secret",
        )
    for role in sorted(given - known - {"admin"}):
        yield Finding("role-unknown", f"role {role}", "tokens carry it, and the metadata gives it nothing")


def _is_open(rule: object) -> bool:
    return rule_in_words(rule) == EVERY_ROW

"""The columns by which an update can lead a row out of the rule by which it was found.

Hasura looks at the rule before the update and at the check after it. Without a check, who may change the
column that says whose a row is can give the row away, or hide it from its owner.
"""

from __future__ import annotations

from typing import Any

from hasura.metadata import ForeignKey, Permission, Table


def ways_out(table: Table, permission: Permission) -> tuple[str, ...]:
    """The columns of the rule that the permission lets change, sorted."""
    held = {column for name in _names(permission.filter) for column in _columns(table, name)}
    changeable = permission.columns
    return tuple(sorted(held if changeable is None else held.intersection(changeable)))


def _columns(table: Table, name: str) -> tuple[str, ...]:
    """The column of this name, or those by which the relationship of this name leads to other rows."""
    for relationship in table.relationships:
        if relationship.name == name:
            using = relationship.using
            if isinstance(using, ForeignKey):
                return using.columns if using.table is None else ()
            return tuple(using.columns)
    return (name,)


def _names(rule: Any) -> set[str]:
    """The names at the top of a rule, its operators looked into."""
    if isinstance(rule, list):
        return {name for part in rule for name in _names(part)}
    found: set[str] = set()
    for key, value in rule.items() if isinstance(rule, dict) else ():
        if key not in ("_exists", "$exists"):
            found |= _names(value) if key[:1] in ("_", "$") else {key}
    return found

"""What each role may do with a table, with what an inherited role has of its parents.

Hasura's rules: an inherited role sees the rows that any of its parents sees. A write it has where its parents
that may write say the same; where they differ it has none, and the metadata is inconsistent. A permission of
its own goes before all that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hasura.metadata import OPERATIONS, Metadata, Operation, Permission, Table

_TOLD_ONLY = frozenset({"comment"})
"""Members of a permission that decide nothing."""


@dataclass(frozen=True)
class Right:
    """What a role may do with a table by one operation.

    Attributes:
        parts: The permissions that it consists of: its own, or one of each parent that has one.
        inherited: Whether they are its parents'.
    """

    role: str
    operation: Operation
    parts: tuple[Permission, ...]
    inherited: bool = False

    @property
    def conflicts(self) -> bool:
        """Whether the parents differ about a write, so that Hasura gives the role none."""
        definitions = [definition_of(part) for part in self.parts]
        return self.operation != "select" and any(one != definitions[0] for one in definitions[1:])


def definition_of(permission: Permission) -> dict[str, Any]:
    """What of a permission decides anything; columns in any order are the same."""
    decides = {key: value for key, value in permission.definition.items() if key not in _TOLD_ONLY}
    columns = decides.get("columns")
    return decides | ({"columns": sorted(columns, key=str)} if isinstance(columns, list) else {})


def rights(metadata: Metadata, table: Table) -> tuple[Right, ...]:
    """Every right that any role has on a table, by role and then by operation."""
    parents = inherited_roles(metadata)
    roles = sorted({*(permission.role for permission in table.permissions), *parents})
    return tuple(
        right
        for role in roles
        for operation in OPERATIONS
        if (right := _right(table, role, operation, parents)) is not None
    )


def inherited_roles(metadata: Metadata) -> Mapping[str, tuple[str, ...]]:
    """The parents of each inherited role, as the metadata names them."""
    return dict(_inherited(metadata.definition.get("inherited_roles")))


def _inherited(entries: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("role_name"), str):
            parents = entry.get("role_set")
            yield entry["role_name"], tuple(str(one) for one in parents) if isinstance(parents, list) else ()


def _right(
    table: Table, role: str, operation: Operation, parents: Mapping[str, tuple[str, ...]]
) -> Right | None:
    own = table.permission(role, operation)
    if own is not None:
        return Right(role, operation, (own,))
    parts = tuple(_of_parents(table, role, operation, parents, ()))
    return Right(role, operation, parts, inherited=True) if parts else None


def _of_parents(
    table: Table,
    role: str,
    operation: Operation,
    parents: Mapping[str, tuple[str, ...]],
    children: tuple[str, ...],
) -> Iterator[Permission]:
    """The permissions of the parents and of theirs; roles that inherit from each other end somewhere."""
    for parent in parents.get(role, ()):
        own = table.permission(parent, operation)
        if own is not None:
            yield own
        elif parent not in children:
            yield from _of_parents(table, parent, operation, parents, (*children, role))

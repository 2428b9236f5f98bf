"""The objects of metadata that decide who sees which rows; all else stays in `definition`, unread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Operation = Literal["select", "insert", "update", "delete"]
OPERATIONS: tuple[Operation, ...] = ("select", "insert", "update", "delete")

JSON = Mapping[str, Any]


class MetadataError(ValueError):
    """Metadata that Hasura does not read.

    Attributes:
        path: Where, as in Hasura's messages, below the root of the metadata: `.sources[0].tables[1].table`.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


@dataclass(frozen=True, order=True)
class QualifiedName:
    """A table's or a function's name; its text is Hasura's: `author`, `sales.author`."""

    schema: str
    name: str

    def __str__(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Permission:
    """What one role may do with a table by one operation.

    Attributes:
        definition: The `permission` member: columns, filter, check, set, limit, backend_only, ...
    """

    role: str
    operation: Operation
    definition: JSON

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The columns that it names; None for every column: `"*"`, or an insert that names none."""
        columns = self.definition.get("columns", "*" if self.operation == "insert" else ())
        return None if columns == "*" else tuple(columns)

    @property
    def filter(self) -> JSON | None:
        """The rule that rows fulfil before the operation; None for insert."""
        rule: JSON | None = self.definition.get("filter")
        return rule

    @property
    def check(self) -> JSON | None:
        """The rule that rows fulfil after the operation; None where there is none."""
        rule: JSON | None = self.definition.get("check")
        return rule


@dataclass(frozen=True)
class ForeignKey:
    """A relationship by a foreign key.

    Attributes:
        columns: The columns of the key.
        table: The table that has the key; None for the relationship's own table.
    """

    columns: tuple[str, ...]
    table: QualifiedName | None = None


@dataclass(frozen=True)
class Manual:
    """A relationship by columns that are compared, own column to the other table's."""

    table: QualifiedName
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Relationship:
    """A field of a table that leads to one row (`object`) or to rows (`array`) of another."""

    name: str
    kind: Literal["object", "array"]
    using: ForeignKey | Manual
    definition: JSON


@dataclass(frozen=True)
class Table:
    """A tracked table or view."""

    name: QualifiedName
    relationships: tuple[Relationship, ...]
    permissions: tuple[Permission, ...]
    definition: JSON

    def permission(self, role: str, operation: Operation) -> Permission | None:
        """What a role may do by an operation; None for nothing."""
        found = (p for p in self.permissions if (p.role, p.operation) == (role, operation))
        return next(found, None)


@dataclass(frozen=True)
class Function:
    """A tracked function; `roles` are those of its own permissions."""

    name: QualifiedName
    roles: tuple[str, ...]
    definition: JSON


@dataclass(frozen=True)
class Source:
    """A database; `kind` is `postgres` or another that Hasura knows."""

    name: str
    kind: str
    tables: tuple[Table, ...]
    functions: tuple[Function, ...]
    definition: JSON

    @cached_property
    def by_name(self) -> Mapping[QualifiedName, Table]:
        """Its tables by their names; of two with one name the first."""
        return {table.name: table for table in reversed(self.tables)}


@dataclass(frozen=True)
class Metadata:
    """The whole; `definition` is the JSON that was read, every member of it."""

    sources: tuple[Source, ...]
    definition: JSON

    def source(self, name: str = "default") -> Source | None:
        """The source of a name."""
        return next((source for source in self.sources if source.name == name), None)

    def tables(self) -> Iterator[tuple[Source, Table]]:
        """Every table with its source, in the order of the metadata."""
        return ((source, table) for source in self.sources for table in source.tables)

    def roles(self) -> tuple[str, ...]:
        """The roles that any permission of a table or a function names, sorted; `admin` needs none."""
        named = {permission.role for _, table in self.tables() for permission in table.permissions}
        named |= {role for source in self.sources for function in source.functions for role in function.roles}
        return tuple(sorted(named))

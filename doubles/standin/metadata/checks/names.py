"""Names that metadata gives twice: Hasura builds no schema from them, and neither does a query engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from doubles.standin.metadata.catalog.schema import Relation
from hasura.metadata import QualifiedName, Source, Table
from hasura.metadata.customization import field_names, query_roots

T = TypeVar("T")


def field_twice(table: Table, relation: Relation) -> str | None:
    """What is wrong with the names of the fields of a table's columns."""
    given = field_names(table)
    for name, first, second in _twice((given.get(c, c), c) for c in relation.columns.values()):
        return f'in table "{table.name}": the columns "{first}" and "{second}" have one field name, "{name}"'
    return None


def roots_twice(source: Source) -> dict[QualifiedName, str]:
    """What is wrong with the root fields of tables, by the later one of two tables that have one."""
    named = [(name, table.name) for table in source.tables for name in query_roots(table)]
    found: dict[QualifiedName, str] = {}
    for name, first, second in _twice(named):
        found.setdefault(second, f'in table "{second}": table "{first}" has its root field "{name}", too')
    return found


def _twice(named: Iterable[tuple[str, T]]) -> Iterator[tuple[str, T, T]]:
    """Each name that is given again: the name, who has it, and who is given it."""
    owners: dict[str, T] = {}
    for name, owner in named:
        if name in owners:
            yield name, owners[name], owner
        owners.setdefault(name, owner)

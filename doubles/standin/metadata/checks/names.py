"""Names of which Hasura builds no schema: those given twice, and those that GraphQL cannot have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from doubles.standin.metadata.catalog.schema import Relation
from hasura.metadata import QualifiedName, Source, Table
from hasura.metadata.customization import field_names, is_graphql_name, is_shown, query_roots

T = TypeVar("T")


def no_name(table: Table, relation: Relation) -> str | None:
    """The first name of a column's field or a key's that GraphQL cannot have, in Hasura's words.

    Hasura says so of keys when it builds the schema: then it refuses the request, or does not start.
    """
    keys = relation.unique if is_shown(table) else ()
    for name in (*(name for name, _ in _fields(table, relation)), *keys):
        if not is_graphql_name(name):
            return (
                f'cannot include "{name}" in the GraphQL schema because  it is not a valid GraphQL identifier'
            )
    return None


def field_twice(table: Table, relation: Relation) -> str | None:
    """What is wrong with the names of the fields of a table's columns."""
    for name, first, second in _twice(_fields(table, relation)):
        return f'in table "{table.name}": the columns "{first}" and "{second}" have one field name, "{name}"'
    return None


def roots_twice(source: Source) -> dict[QualifiedName, str]:
    """What is wrong with the root fields of tables, by the later one of two tables that have one."""
    named = [(name, table.name) for table in source.tables for name in query_roots(table)]
    found: dict[QualifiedName, str] = {}
    for name, first, second in _twice(named):
        found.setdefault(second, f'in table "{second}": table "{first}" has its root field "{name}", too')
    return found


def _fields(table: Table, relation: Relation) -> Iterator[tuple[str, str]]:
    """The name of each column's field, and the column."""
    given = field_names(table)
    return ((given.get(column, column), column) for column in relation.columns.values())


def _twice(named: Iterable[tuple[str, T]]) -> Iterator[tuple[str, T, T]]:
    """Each name that is given again: the name, who has it, and who is given it."""
    owners: dict[str, T] = {}
    for name, owner in named:
        if name in owners:
            yield name, owners[name], owner
        owners.setdefault(name, owner)

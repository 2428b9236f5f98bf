"""Relationships whose other table, columns or key the database does not have, in Hasura's words."""

from __future__ import annotations

from typing import Any

from doubles.standin.metadata.catalog.schema import Relation, Schema
from hasura.metadata import ForeignKey, Manual, Relationship, Source, Table


def of_relationship(
    source: Source, schema: Schema, table: Table, relation: Relation, relationship: Relationship
) -> str | None:
    """What is wrong with a relationship of a table."""
    where = f'in table "{table.name}": in relationship "{relationship.name}": '
    if relationship.name in relation.columns.values():
        return f"{where}field definition conflicts with postgres column"
    if isinstance(relationship.using, Manual):
        target, problem = relationship.using.table, _of_mapping(schema, table, relation, relationship.using)
    else:
        target, problem = _target(source, schema, relation, relationship.using)
    if problem is not None:
        return where + problem
    if target is not None and target not in source.by_name:
        return f'table "{target}" is not tracked'
    return None


def _of_mapping(schema: Schema, table: Table, relation: Relation, manual: Manual) -> str | None:
    other = schema.relations.get(manual.table)
    if other is None:
        return None  # not tracked, which is said of it anyway
    for own, theirs in manual.columns.items():
        for name, there, column in ((table.name, relation, own), (manual.table, other, theirs)):
            if column not in there.columns.values():
                return f'table "{name}" has no field named "{column}"'
    return None


def _target(source: Source, schema: Schema, relation: Relation, key: ForeignKey) -> tuple[Any, str | None]:
    """The table that a relationship by a foreign key leads to, or what is wrong with it."""
    holder = relation if key.table is None else schema.relations.get(key.table)
    if holder is None:
        return None, f'table "{key.table}" does not exist in source: {source.name}'
    fitting = [found for found in holder.keys if set(found.columns) == set(key.columns)]
    if key.table is not None:
        fitting = [found for found in fitting if found.target == relation.name]
    if len(fitting) != 1:
        number = "more than one" if fitting else "no"
        return None, f"{number} foreign key constraint exists on the given column(s)"
    return (fitting[0].target if key.table is None else key.table), None

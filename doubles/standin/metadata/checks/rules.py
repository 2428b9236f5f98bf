"""The fields that a permission's rule names: columns, relationships, and those of the tables behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from doubles.standin.metadata.catalog.schema import Schema
from hasura.metadata import ForeignKey, Manual, MetadataError, QualifiedName, Relationship, Source, read_name

_ALL_OF = ("_and", "$and", "_or", "$or")
_NOT = ("_not", "$not")


def unknown_field(rule: Any, name: QualifiedName, source: Source, schema: Schema) -> str | None:
    """The first field of a rule that its table does not have; None where every field is known."""
    for table, field in fields(rule, name, source, schema):
        if field not in _known(table, source, schema):
            return field
    return None


def fields(
    rule: Any, name: QualifiedName, source: Source, schema: Schema
) -> Iterator[tuple[QualifiedName, str]]:
    """Each field of a rule, with its table."""
    for key, value in rule.items() if isinstance(rule, Mapping) else ():
        if key in _ALL_OF:
            for part in value if isinstance(value, list) else ():
                yield from fields(part, name, source, schema)
        elif key in _NOT:
            yield from fields(value, name, source, schema)
        elif key in {"_exists", "$exists"}:
            yield from _of_another(value, source, schema)
        else:
            yield name, key
            relationship = _relationship(name, key, source)
            target = None if relationship is None else target_of(relationship, name, schema)
            if target is not None:
                yield from fields(value, target, source, schema)


def target_of(relationship: Relationship, name: QualifiedName, schema: Schema) -> QualifiedName | None:
    """The table that a relationship of a table leads to; None where no key says it."""
    using = relationship.using
    if isinstance(using, Manual):
        return using.table
    if using.table is not None:
        return using.table
    relation = schema.relations.get(name)
    keys = () if relation is None else relation.keys
    return next((key.target for key in keys if _same(key.columns, using)), None)


def _same(columns: Mapping[str, str], using: ForeignKey) -> bool:
    return set(columns) == set(using.columns)


def _of_another(value: Any, source: Source, schema: Schema) -> Iterator[tuple[QualifiedName, str]]:
    members = value if isinstance(value, Mapping) else {}
    try:
        table = read_name(members.get("_table"))
    except MetadataError:
        return
    yield from fields(members.get("_where"), table, source, schema)


def _relationship(name: QualifiedName, field: str, source: Source) -> Relationship | None:
    tables = (table for table in source.tables if table.name == name)
    return next((found for table in tables for found in table.relationships if found.name == field), None)


def _known(name: QualifiedName, source: Source, schema: Schema) -> set[str]:
    relation = schema.relations.get(name)
    known = set() if relation is None else set(relation.columns.values())
    for table in source.tables:
        if table.name == name:
            known |= {relationship.name for relationship in table.relationships}
            known |= {str(entry.get("name")) for entry in table.definition.get("computed_fields") or ()}
    return known

"""The fields that a permission's rule names: columns, relationships, and those of the tables behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from doubles.standin.metadata.catalog.schema import Schema
from hasura.metadata import ForeignKey, Manual, MetadataError, QualifiedName, Relationship, Source, read_name

_ALL_OF = ("_and", "$and", "_or", "$or")
_NOT = ("_not", "$not")
_EXISTS = ("_exists", "$exists")


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
        elif key in _EXISTS:
            other = _other_table(value)
            if other is not None:
                yield from fields(value.get("_where"), other, source, schema)
        else:
            yield name, key
            target = _target(name, key, source, schema)
            if target is not None:
                yield from fields(value, target, source, schema)


class Naming(Protocol):
    """New names for tables and fields."""

    def table(self, old: QualifiedName, /) -> QualifiedName:
        """The name of a table now."""

    def field(self, table: QualifiedName, old: str, /) -> str:
        """The name of a table's field now."""


def mapped(rule: Any, name: QualifiedName, source: Source, schema: Schema, names: Naming) -> Any:
    """The rule of a table with other names for its tables and fields."""

    def inner(value: Any, table: QualifiedName) -> Any:
        return mapped(value, table, source, schema, names)

    if not isinstance(rule, Mapping):
        return rule
    found: dict[str, Any] = {}
    for key, value in rule.items():
        if key in _ALL_OF:
            found[key] = [inner(part, name) for part in value] if isinstance(value, list) else value
        elif key in _NOT:
            found[key] = inner(value, name)
        elif key in _EXISTS:
            found[key] = _mapped_exists(value, names, inner)
        else:
            target = _target(name, key, source, schema)
            found[names.field(name, key)] = value if target is None else inner(value, target)
    return found


def _mapped_exists(value: Any, names: Naming, inner: Callable[[Any, QualifiedName], Any]) -> Any:
    old = _other_table(value)
    if old is None:
        return value
    new = names.table(old)
    table = value["_table"] if new == old else {"name": new.name, "schema": new.schema}
    return {**value, "_table": table, "_where": inner(value.get("_where"), old)}


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


def _other_table(value: Any) -> QualifiedName | None:
    """The table that `_exists` asks; None for what is not such an object."""
    try:
        return read_name(value.get("_table")) if isinstance(value, Mapping) else None
    except MetadataError:
        return None


def _target(name: QualifiedName, field: str, source: Source, schema: Schema) -> QualifiedName | None:
    relationship = _relationship(name, field, source)
    return None if relationship is None else target_of(relationship, name, schema)


def _relationship(name: QualifiedName, field: str, source: Source) -> Relationship | None:
    table = source.by_name.get(name)
    relationships = () if table is None else table.relationships
    return next((found for found in relationships if found.name == field), None)


def _known(name: QualifiedName, source: Source, schema: Schema) -> set[str]:
    relation = schema.relations.get(name)
    known = set() if relation is None else set(relation.columns.values())
    if (table := source.by_name.get(name)) is not None:
        known |= {relationship.name for relationship in table.relationships}
        known |= {str(entry.get("name")) for entry in table.definition.get("computed_fields") or ()}
    return known

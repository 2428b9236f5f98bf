"""Other names for tables, columns and relationships, wherever the metadata of a source names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from doubles.standin.metadata.catalog.schema import Schema
from doubles.standin.metadata.checks.rules import mapped
from hasura.metadata import ForeignKey, QualifiedName, Relationship, Source, Table, read_name


@dataclass(frozen=True)
class Names:
    """The new name of each table, column or relationship that has one, by its old name."""

    tables: Mapping[QualifiedName, QualifiedName] = field(default_factory=dict)
    fields: Mapping[tuple[QualifiedName, str], str] = field(default_factory=dict)

    def table(self, old: QualifiedName) -> QualifiedName:
        """The name of a table now."""
        return self.tables.get(old, old)

    def field(self, table: QualifiedName, old: str) -> str:
        """The name of a table's column or relationship now."""
        return self.fields.get((table, old), old)


def renamed(source: Source, before: Schema, after: Schema) -> Names:
    """What SQL renamed of a source's tables, told by what stays the same: oids and the numbers of columns."""
    tables: dict[QualifiedName, QualifiedName] = {}
    fields: dict[tuple[QualifiedName, str], str] = {}
    for table in source.tables:
        was = before.relations.get(table.name)
        now = None if was is None else after.by_oid(was.oid)
        if was is None or now is None:
            continue
        if now.name != was.name:
            tables[was.name] = now.name
        for number, column in was.columns.items():
            if now.columns.get(number, column) != column:
                fields[was.name, column] = now.columns[number]
    return Names(tables, fields)


def rename(source: Source, schema: Schema, names: Names) -> None:
    """Change a source's metadata, in place.

    Args:
        source: The source by its old names; its definitions are the metadata that changes.
        schema: The database by the old names.
        names: The new names.
    """
    for table in source.tables:
        for permission in table.permissions:
            _in_permission(permission.definition, table, source, schema, names)
        for relationship in table.relationships:
            _in_relationship(relationship, table, names)
        _in_table(table.definition, table, names)


def _in_permission(definition: Any, table: Table, source: Source, schema: Schema, names: Names) -> None:
    for rule in ("filter", "check"):
        if definition.get(rule) is not None:
            definition[rule] = mapped(definition[rule], table.name, source, schema, names)
    if isinstance(definition.get("columns"), list):
        definition["columns"] = [names.field(table.name, column) for column in definition["columns"]]
    _keys(definition, "set", table, names)


def _in_relationship(relationship: Relationship, table: Table, names: Names) -> None:
    definition: Any = relationship.definition
    definition["name"] = names.field(table.name, relationship.name)
    using = definition["using"]
    if not isinstance(relationship.using, ForeignKey):
        manual, other = using["manual_configuration"], relationship.using.table
        _in_name(manual, "remote_table", names)
        manual["column_mapping"] = {
            names.field(table.name, own): names.field(other, theirs)
            for own, theirs in relationship.using.columns.items()
        }
        return
    key, holder = using["foreign_key_constraint_on"], relationship.using.table or table.name
    columns = [names.field(holder, column) for column in relationship.using.columns]
    if not isinstance(key, dict):
        using["foreign_key_constraint_on"] = columns[0] if isinstance(key, str) else columns
        return
    _in_name(key, "table", names)
    member = "columns" if "columns" in key else "column"
    key[member] = columns[0] if isinstance(key[member], str) else columns


def _in_table(definition: Any, table: Table, names: Names) -> None:
    _in_name(definition, "table", names)
    for member in ("column_config", "custom_column_names"):
        _keys(definition.get("configuration") or {}, member, table, names)


def _in_name(definition: Any, member: str, names: Names) -> None:
    old = read_name(definition[member])
    new = names.table(old)
    if new != old:
        definition[member] = {"name": new.name, "schema": new.schema}


def _keys(definition: Any, member: str, table: Table, names: Names) -> None:
    if isinstance(definition.get(member), dict):
        definition[member] = {names.field(table.name, key): v for key, v in definition[member].items()}

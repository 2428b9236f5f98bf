"""What metadata says and the database does not have, told in Hasura's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doubles.standin.metadata.catalog.schema import Relation, Schema
from doubles.standin.metadata.catalog.sources import SourceError
from doubles.standin.metadata.checks.rules import unknown_field
from hasura.metadata import ForeignKey, Function, Manual, Metadata, Permission, Relationship, Source, Table

Schemas = Mapping[str, Schema | SourceError]


@dataclass(frozen=True)
class Inconsistent:
    """An object of the metadata that the database does not bear out.

    Attributes:
        type: Hasura's word: `table`, `object_relation`, `select_permission`, ...
        name: What it is, and where.
        entry: Its own JSON in the metadata; identical to the one that was read.
    """

    type: str
    name: str
    reason: str
    definition: Any
    entry: Mapping[str, Any]

    def body(self) -> dict[str, Any]:
        """As Hasura tells it."""
        return {
            "definition": self.definition,
            "name": self.name,
            "reason": f"Inconsistent object: {self.reason}",
            "type": self.type,
        }


def inconsistencies(metadata: Metadata, schemas: Schemas) -> list[Inconsistent]:
    """Every inconsistent object; those of a source or table that is inconsistent itself are left out."""
    found: list[Inconsistent] = []
    for source in metadata.sources:
        schema = schemas.get(source.name)
        if isinstance(schema, SourceError):
            name = f"source {source.name}"
            found.append(Inconsistent("source", name, str(schema), source.name, source.definition))
        elif schema is not None:
            found += _of_tables(source, schema)
            found += _of_functions(source, schema)
    return found


def _of_tables(source: Source, schema: Schema) -> Iterator[Inconsistent]:
    for table in source.tables:
        relation = schema.relations.get(table.name)
        if relation is None:
            reason = f'no such table/view exists in source: "{table.name}"'
            name = f"table {table.name} in source {source.name}"
            yield Inconsistent("table", name, reason, named(table), table.definition)
            continue
        where = f"in table {table.name} in source {source.name}"
        for relationship in table.relationships:
            if (problem := _of_relationship(source, schema, table, relation, relationship)) is not None:
                kind = f"{relationship.kind}_relation"
                definition = _placed(source, table, relationship.definition)
                yield Inconsistent(
                    kind, f"{kind} {relationship.name} {where}", problem, definition, relationship.definition
                )
        for permission in table.permissions:
            if (unknown := _of_permission(source, schema, table, permission)) is not None:
                kind = f"{permission.operation}_permission"
                reason = f'in table "{table.name}": in permission for role "{permission.role}": {unknown}'
                entry = _entry_of(table, permission)
                definition = _placed(source, table, entry)
                yield Inconsistent(kind, f"{kind} {permission.role} {where}", reason, definition, entry)


def _of_relationship(
    source: Source, schema: Schema, table: Table, relation: Relation, relationship: Relationship
) -> str | None:
    where = f'in table "{table.name}": in relationship "{relationship.name}": '
    if relationship.name in relation.columns.values():
        return f"{where}field definition conflicts with postgres column"
    if isinstance(relationship.using, Manual):
        target, problem = relationship.using.table, _of_mapping(schema, table, relation, relationship.using)
    else:
        target, problem = _target(source, schema, relation, relationship.using)
    if problem is not None:
        return where + problem
    if target is not None and all(other.name != target for other in source.tables):
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


def _of_permission(source: Source, schema: Schema, table: Table, permission: Permission) -> str | None:
    """What a permission names and nobody knows."""
    columns = set(schema.relations[table.name].columns.values())
    named = [*(permission.columns or ()), *(permission.definition.get("set") or {})]
    for column in named:
        if column not in columns:
            return f'"{column}" does not exist'
    for rule in (permission.filter, permission.check):
        unknown = None if rule is None else unknown_field(rule, table.name, source, schema)
        if unknown is not None:
            return f'"{unknown}" does not exist'
    return None


def _of_functions(source: Source, schema: Schema) -> Iterator[Inconsistent]:
    for function in source.functions:
        number = len(schema.functions.get(function.name, ()))
        if number != 1:
            name = f"function {function.name} in source {source.name}"
            problem = _not_one(function, number)
            definition = {"source": source.name, **function.definition}
            yield Inconsistent("function", name, problem, definition, function.definition)


def _not_one(function: Function, number: int) -> str:
    if number == 0:
        return f'in function "{function.name}": no such function exists: "{function.name}"'
    return (
        f'in function "{function.name}": the function "{function.name}" cannot be tracked for the following '
        f'reason: function "{function.name}" is overloaded. Overloaded functions are not supported'
    )


def named(table: Table) -> dict[str, str]:
    """A table's name as Hasura writes it."""
    return {"name": table.name.name, "schema": table.name.schema}


def _entry_of(table: Table, permission: Permission) -> Mapping[str, Any]:
    entries = table.definition[f"{permission.operation}_permissions"]
    found: Mapping[str, Any] = next(entry for entry in entries if entry["role"] == permission.role)
    return found


def _placed(source: Source, table: Table, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"comment": None, **entry, "source": source.name, "table": named(table)}

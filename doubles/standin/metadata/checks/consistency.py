"""What metadata says and the database does not have, told in Hasura's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doubles.standin.metadata.catalog.schema import Schema
from doubles.standin.metadata.catalog.sources import SourceError
from doubles.standin.metadata.checks.names import field_twice, no_name, roots_twice
from doubles.standin.metadata.checks.relationships import of_relationship
from doubles.standin.metadata.checks.rules import unknown_field
from hasura.metadata import Function, Metadata, Permission, Source, Table

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
    twice = roots_twice(source)
    for table in source.tables:
        relation = schema.relations.get(table.name)
        if relation is None:
            reason: str | None = f'no such table/view exists in source: "{table.name}"'
        else:
            reason = twice.get(table.name) or no_name(table, relation) or field_twice(table, relation)
        if relation is None or reason is not None:
            name = f"table {table.name} in source {source.name}"
            yield Inconsistent("table", name, reason or "", named(table), table.definition)
            continue
        where = f"in table {table.name} in source {source.name}"
        for relationship in table.relationships:
            if (problem := of_relationship(source, schema, table, relation, relationship)) is not None:
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

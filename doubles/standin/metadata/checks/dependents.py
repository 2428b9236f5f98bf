"""What SQL did to the tables and functions of the metadata, and which objects depended on what it dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doubles.standin.metadata.catalog.schema import Schema
from doubles.standin.metadata.checks.renaming import Names
from doubles.standin.metadata.checks.rules import fields, target_of
from doubles.standin.metadata.errors import ApiError
from hasura.metadata import Manual, Permission, QualifiedName, Relationship, Source, Table

_Key = tuple[QualifiedName, frozenset[str]]


@dataclass(frozen=True)
class Dropped:
    """What is gone of a source: tables, columns, foreign keys, and the entries of tables and functions."""

    tables: frozenset[QualifiedName]
    columns: frozenset[tuple[QualifiedName, str]]
    keys: frozenset[_Key]
    entries: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Dependent:
    """An object that needs what is gone; its text is Hasura's."""

    text: str
    entry: Mapping[str, Any]


def dropped(source: Source, before: Schema, after: Schema, names: Names) -> Dropped:
    """What of a source's metadata SQL has dropped, told by the old names; what was renamed is not dropped."""
    tables = [table for table in source.tables if table.name in before.relations]
    gone = [table for table in tables if names.table(table.name) not in after.relations]
    columns = {
        (table.name, column)
        for table in tables
        if table not in gone
        for column in before.relations[table.name].columns.values()
        if names.field(table.name, column) not in after.relations[names.table(table.name)].columns.values()
    }
    functions = before.functions.keys() - after.functions.keys()
    entries = [table.definition for table in gone]
    entries += [function.definition for function in source.functions if function.name in functions]
    left = {(found.name, frozenset(key.columns)) for found in after.relations.values() for key in found.keys}
    keys = {
        (found.name, frozenset(key.columns))
        for found in before.relations.values()
        for key in found.keys
        if (names.table(found.name), frozenset(names.field(found.name, c) for c in key.columns)) not in left
    }
    return Dropped(frozenset(t.name for t in gone), frozenset(columns), frozenset(keys), tuple(entries))


def dependents(source: Source, before: Schema, gone: Dropped) -> list[Dependent]:
    """The objects of tables that stay and that name what is gone, in the order of the metadata."""
    found = []
    for table in source.tables:
        if table.name in gone.tables:
            continue
        for relationship in table.relationships:
            if _needs(relationship, table, before, gone):
                text = f"relationship {table.name}.{relationship.name}"
                found.append(Dependent(f'{text} in source "{source.name}"', relationship.definition))
        for permission in table.permissions:
            if any(_is_gone(place, gone) for place in _places(permission, table, source, before)):
                text = f"permission {table.name}.{permission.role}.{permission.operation}"
                entries = table.definition[f"{permission.operation}_permissions"]
                entry = next(entry for entry in entries if entry["permission"] is permission.definition)
                found.append(Dependent(f'{text} in source "{source.name}"', entry))
    return found


def refuse_dependents(found: list[Dependent], path: str = "$") -> None:
    """Hasura's refusal to drop what other objects need.

    Raises:
        ApiError: There are such objects.
    """
    if found:
        texts = ", ".join(dependent.text for dependent in found)
        raise ApiError(
            "dependency-error", f"cannot drop due to the following dependent objects: {texts}", path
        )


def _needs(relationship: Relationship, table: Table, before: Schema, gone: Dropped) -> bool:
    using = relationship.using
    target = target_of(relationship, table.name, before)
    if target in gone.tables:
        return True
    if isinstance(using, Manual):
        return any(
            _is_gone(place, gone)
            for own, theirs in using.columns.items()
            for place in ((table.name, own), (using.table, theirs))
        )
    holder = table.name if using.table is None else using.table
    return (holder, frozenset(using.columns)) in gone.keys


def _places(
    permission: Permission, table: Table, source: Source, before: Schema
) -> Iterator[tuple[QualifiedName, str]]:
    """The columns, and other fields, that a permission names; to Hasura, every column names each of them."""
    relation = before.relations.get(table.name)
    every = relation.columns.values() if relation else ()
    named = every if permission.columns is None else permission.columns
    for column in (*named, *(permission.definition.get("set") or {})):
        yield table.name, column
    for rule in (permission.filter, permission.check):
        yield from fields(rule, table.name, source, before)


def _is_gone(place: tuple[QualifiedName, str], gone: Dropped) -> bool:
    return place in gone.columns or place[0] in gone.tables

"""Hasura's metadata, version 3, as the document that postrust reads.

postrust's own `admin` sees every table, tracked or not. So the admin goes there by another name, which may do
everything with the tables that are tracked and nothing with others. Names that begin with `~` are herm's: a
role of the user's that does gets a second one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from doubles.standin.queries.permissions import permissions
from doubles.standin.queries.roles import Roles
from hasura.metadata import ForeignKey, Function, Metadata, QualifiedName, Relationship, Source, Table
from hasura.metadata.customization import field_names, is_shown, root_names, update_many_root

Document = dict[str, Any]

DEFAULT_SCHEMA = "public"


def tracked(metadata: Metadata) -> Source | None:
    """The source that the stand-in serves, its own database, with the tables that are shown; None without."""
    source = metadata.source()
    if source is None or source.kind != "postgres":
        return None
    shown = tuple(filter(is_shown, source.tables))
    return replace(source, tables=shown) if shown else None


def schemas(source: Source) -> tuple[str, ...]:
    """The schemas of its tables and functions; the default one first, whose names have no prefix."""
    named = {table.name.schema for table in source.tables} | {entry.name.schema for entry in source.functions}
    return (DEFAULT_SCHEMA, *sorted(named - {DEFAULT_SCHEMA}))


def document(metadata: Metadata, source: Source, functions: Iterable[QualifiedName] = ()) -> Document:
    """The document for a source of the metadata.

    Args:
        metadata: The whole, for what is said of all sources.
        source: The source.
        functions: Functions of the database. postrust shows those that answer with rows, tracked or not,
            unless they change something and nobody may call them: it is told so of those not tracked.
    """
    roles = Roles.of(source)
    disabled = metadata.definition.get("graphql_schema_introspection") or {}
    hidden = {_key(name): {"exposed_as": "mutation", "roles": []} for name in functions}
    shown = {_key(function.name): _function(function, roles) for function in source.functions}
    relationships = {entry.name for table in source.tables for entry in table.relationships}
    return {
        "tables": {_key(table.name): _table(table, roles, relationships) for table in source.tables},
        "functions": hidden | shown,
        "introspection_disabled_for": [
            name for role in disabled.get("disabled_for_roles", ()) for name in roles.names(role)
        ],
    }


def _key(name: QualifiedName) -> str:
    return f"{name.schema}.{name.name}"


def _table(table: Table, roles: Roles, relationships: Collection[str]) -> Document:
    configuration = table.definition.get("configuration") or {}
    columns = configuration.get("column_config") or {}
    roots = configuration.get("custom_root_fields") or {}
    computed = table.definition.get("computed_fields") or ()
    described = {
        "declared_relationships": [_relationship(entry) for entry in table.relationships],
        "computed_fields": {_function_name(field): field["name"] for field in computed},
        # By herm's word, so that `Roles` knows what postrust calls it.
        "roots": {**root_names(table), "update_many": update_many_root(table)},
        "columns": field_names(table),
        "comments": {
            "table": configuration.get("comment"),
            "columns": dict(_comments(columns)),
            "computed_fields": {
                _function_name(field): field["comment"]
                for field in computed
                if field.get("comment") is not None
            },
            "roots": dict(_comments(roots)),
        },
        "enum": bool(table.definition.get("is_enum")),
        "permissions": permissions(table, roles, relationships),
    }
    name = configuration.get("custom_name")
    return described | ({"name": name} if name else {})


def _comments(entries: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, entry in entries.items():
        if isinstance(entry, dict) and entry.get("comment") is not None:
            yield key, entry["comment"]


def _function_name(field: Mapping[str, Any]) -> str:
    name: str | Mapping[str, Any] = field["definition"]["function"]
    return name if isinstance(name, str) else str(name["name"])


def _relationship(entry: Relationship) -> Document:
    """A relationship; one by a foreign key is told by the columns of the key, sorted."""
    if isinstance(entry.using, ForeignKey):
        columns = ",".join(sorted(entry.using.columns))
        return {
            "name": entry.name,
            "using": f"{entry.using.table.name}.{columns}" if entry.using.table else columns,
        }
    manual = entry.definition["using"]["manual_configuration"]
    return {
        "name": entry.name,
        "table": _key(entry.using.table),
        "columns": dict(entry.using.columns),
        "to_one": entry.kind == "object",
        "after_parent": manual.get("insertion_order") == "after_parent",
    }


def _function(function: Function, roles: Roles) -> Document:
    exposed = (function.definition.get("configuration") or {}).get("exposed_as")
    named = [name for role in (*function.roles, roles.ADMIN) for name in roles.names(role)]
    return {"exposed_as": exposed, "roles": named}

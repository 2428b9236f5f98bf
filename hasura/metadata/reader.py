"""From the JSON of metadata to its objects, or Hasura's word about what it cannot read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from hasura.metadata.model import (
    OPERATIONS,
    ForeignKey,
    Function,
    Manual,
    Metadata,
    MetadataError,
    Permission,
    QualifiedName,
    Relationship,
    Source,
    Table,
)
from hasura.metadata.parts import columns, entries, object_, optional, refuse_twice, required, text

# The databases whose tables are named by schema and name; those of others are not read.
_KINDS_OF_SQL = ("postgres", "citus", "cockroach", "alloy", "mssql")
_KINDS: tuple[Literal["object", "array"], ...] = ("object", "array")
_RULES = {"select": ("filter",), "insert": ("check",), "update": ("filter",), "delete": ("filter",)}


def read_metadata(document: Any) -> Metadata:
    """Metadata of a JSON value; an empty object has no sources.

    Raises:
        MetadataError: It is not metadata of version 3.
    """
    members = object_(document, "")
    version = members.get("version", 3)
    if version != 3:
        raise MetadataError("", f"unexpected metadata version: {version}; metadata of version 3 is expected")
    sources = tuple(_source(*entry) for entry in entries(members, "sources", ""))
    refuse_twice("sources", ((f".sources[{i}]", source.name) for i, source in enumerate(sources)))
    return Metadata(sources, members)


def read_name(value: Any, path: str = "") -> QualifiedName:
    """The name of a table or function: `"author"`, or `{"schema": "public", "name": "author"}`.

    Raises:
        MetadataError: It is neither.
    """
    if isinstance(value, str):
        return QualifiedName("public", value)
    members = object_(value, path)
    return QualifiedName(text(members, "schema", path, "public"), text(members, "name", path))


def _source(members: Mapping[str, Any], path: str) -> Source:
    name, kind = text(members, "name", path), text(members, "kind", path, "postgres")
    optional(members, "configuration", path)
    if kind not in _KINDS_OF_SQL:
        return Source(name, kind, (), (), members)
    tables = tuple(_table(*entry) for entry in entries(members, "tables", path))
    functions = tuple(_function(*entry) for entry in entries(members, "functions", path))
    refuse_twice("tables", ((f"{path}.tables[{i}]", str(table.name)) for i, table in enumerate(tables)))
    return Source(name, kind, tables, functions, members)


def _table(members: Mapping[str, Any], path: str) -> Table:
    name = read_name(required(members, "table", path), f"{path}.table")
    optional(members, "configuration", path)
    for field, at in entries(members, "computed_fields", path):
        text(field, "name", at)
    return Table(name, tuple(_relationships(members, path)), tuple(_permissions(members, path)), members)


def _function(members: Mapping[str, Any], path: str) -> Function:
    name = read_name(required(members, "function", path), f"{path}.function")
    roles = tuple(text(entry, "role", at) for entry, at in entries(members, "permissions", path))
    return Function(name, roles, members)


def _relationships(table: Mapping[str, Any], path: str) -> Iterator[Relationship]:
    seen: list[tuple[str, str]] = []
    for kind in _KINDS:
        for entry, at in entries(table, f"{kind}_relationships", path):
            name = text(entry, "name", at)
            seen.append((at, name))
            using = _using(object_(required(entry, "using", at), f"{at}.using"), f"{at}.using")
            yield Relationship(name, kind, using, entry)
    refuse_twice("relationships", seen)


def _using(using: Mapping[str, Any], path: str) -> ForeignKey | Manual:
    if "foreign_key_constraint_on" in using:
        return _foreign_key(using["foreign_key_constraint_on"], f"{path}.foreign_key_constraint_on")
    if "manual_configuration" in using:
        at = f"{path}.manual_configuration"
        manual = object_(using["manual_configuration"], at)
        table = read_name(required(manual, "remote_table", at), f"{at}.remote_table")
        return Manual(table, object_(required(manual, "column_mapping", at), f"{at}.column_mapping"))
    raise MetadataError(
        path, "exactly one of foreign_key_constraint_on or manual_configuration has to be present"
    )


def _foreign_key(value: Any, path: str) -> ForeignKey:
    if not isinstance(value, dict):
        return ForeignKey(columns(value, path))
    table = read_name(required(value, "table", path), f"{path}.table")
    member = "columns" if "columns" in value else "column"
    return ForeignKey(columns(required(value, member, path), f"{path}.{member}"), table)


def _permissions(table: Mapping[str, Any], path: str) -> Iterator[Permission]:
    for operation in OPERATIONS:
        seen: list[tuple[str, str]] = []
        for entry, at in entries(table, f"{operation}_permissions", path):
            role = text(entry, "role", at)
            seen.append((at, role))
            definition = object_(required(entry, "permission", at), f"{at}.permission")
            for rule in _RULES[operation]:
                required(definition, rule, f"{at}.permission")
            for member in ("filter", "check", "set"):
                optional(definition, member, f"{at}.permission")
            if definition.get("columns", "*") != "*":
                columns(definition["columns"], f"{at}.permission.columns")
            yield Permission(role, operation, definition)
        refuse_twice(f"{operation} permissions", seen)

"""The objects of a metadata document, each by the name under which people know it.

Two documents mean the same when their objects are equal: order does not matter, nor whether an empty value is
written, except where an empty rule means every row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_ALL_ROWS = ("filter", "check")
"""Rules in which `{}` means every row, and a missing one something else."""

# What Hasura writes out although it is what a missing member means.
_DEFAULTS = {
    ("kind", "postgres"),
    ("kind", "synchronous"),
    ("type", "mutation"),
    ("isolation_level", "read-committed"),
    ("num_retries", 0),
    ("interval_sec", 10),
    ("retry_interval_seconds", 10),
    ("timeout_sec", 60),
    ("timeout_seconds", 60),
    ("tolerance_seconds", 21600),
}

# Lists of a table, and the member of an entry that tells it from the others.
TABLE_PARTS = {
    "object_relationships": ("object relationship", "name"),
    "array_relationships": ("array relationship", "name"),
    "remote_relationships": ("remote relationship", "name"),
    "computed_fields": ("computed field", "name"),
    "event_triggers": ("event trigger", "name"),
    "select_permissions": ("select permission", "role"),
    "insert_permissions": ("insert permission", "role"),
    "update_permissions": ("update permission", "role"),
    "delete_permissions": ("delete permission", "role"),
}
SOURCE_PARTS = {
    "functions": ("function", "function"),
    "native_queries": ("native query", "root_field_name"),
    "stored_procedures": ("stored procedure", "stored_procedure"),
    "logical_models": ("logical model", "name"),
}
_TOP_PARTS = {
    "remote_schemas": ("remote schema", "name"),
    "query_collections": ("query collection", "name"),
    "allowlist": ("allow list", "collection"),
    "actions": ("action", "name"),
    "cron_triggers": ("cron trigger", "name"),
    "rest_endpoints": ("REST endpoint", "name"),
    "inherited_roles": ("inherited role", "role_name"),
}
_TYPES = {
    "scalars": "scalar type",
    "enums": "enum type",
    "input_objects": "input type",
    "objects": "object type",
}


class Name(NamedTuple):
    """An object's name: what it is, which one, and of which table or other object."""

    kind: str
    name: str
    owner: str = ""

    def __str__(self) -> str:
        if self.kind.endswith(" permission"):
            return f"{self.kind} of {self.name} on {self.owner}"
        return f"{self.kind} {self.name}" + (f" of {self.owner}" if self.owner else "")


Objects = dict[Name, Any]


def objects(metadata: Mapping[str, Any]) -> Objects:
    """Every object of a document by its name, simplified so that equal ones are equal."""
    return {name: simple(value) for name, value in _objects(metadata)}


def simple(value: Any, key: str = "") -> Any:
    """A value without what is empty, and with the order of columns that does not matter taken out."""
    if isinstance(value, Mapping):
        members = {name: simple(member, name) for name, member in value.items()}
        return {name: one for name, one in members.items() if not _means_nothing(name, one)}
    if key in ("table", "function") and isinstance(value, str):
        return {"schema": "public", "name": value}
    if isinstance(value, list | tuple):
        entries = [simple(entry) for entry in value]
        if key in ("columns", "computed_fields") and all(isinstance(one, str) for one in entries):
            return sorted(entries)
        return entries
    return value


def _means_nothing(name: str, value: Any) -> bool:
    if name in _ALL_ROWS and value == {}:
        return False
    return _empty(value) or (isinstance(value, str | int) and (name, value) in _DEFAULTS)


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def table_name(table: Any) -> str:
    """A table's or function's name as people write it: with its schema."""
    if isinstance(table, Mapping):
        parts = (str(table[part]) for part in ("dataset", "schema", "name") if table.get(part))
        return ".".join(parts)
    return f"public.{table}"


def _objects(metadata: Mapping[str, Any]) -> Iterator[tuple[Name, Any]]:
    for source in metadata.get("sources") or ():
        yield from _source(source)
    for key, value in metadata.items():
        if key in ("version", "sources"):
            continue
        if key in _TOP_PARTS:
            kind, member = _TOP_PARTS[key]
            for entry in value or ():
                yield from _with_permissions(Name(kind, str(entry.get(member))), entry)
        elif key == "custom_types":
            for types, kind in _TYPES.items():
                for entry in (value or {}).get(types) or ():
                    yield Name(kind, str(entry.get("name"))), entry
        elif not _empty(value):
            yield Name("setting", key), value


def _source(source: Mapping[str, Any]) -> Iterator[tuple[Name, Any]]:
    name = str(source.get("name"))
    prefix = "" if name == "default" else f"{name}:"
    inner = {"tables", *SOURCE_PARTS}
    yield Name("source", name), {"name": name, **{k: v for k, v in source.items() if k not in inner}}
    for table in source.get("tables") or ():
        owner = prefix + table_name(table.get("table"))
        rest = {key: value for key, value in table.items() if key not in TABLE_PARTS}
        yield Name("table", owner), rest
        for key, (kind, member) in TABLE_PARTS.items():
            for entry in table.get(key) or ():
                yield Name(kind, str(entry.get(member)), owner), entry
    for key, (kind, member) in SOURCE_PARTS.items():
        for entry in source.get(key) or ():
            title = entry.get(member)
            called = table_name(title) if kind == "function" else str(title)
            yield from _with_permissions(Name(kind, prefix + called), entry)


def _with_permissions(name: Name, entry: Mapping[str, Any]) -> Iterator[tuple[Name, Any]]:
    """The object, and beside it who may use it."""
    yield name, {key: value for key, value in entry.items() if key != "permissions"}
    for permission in entry.get("permissions") or ():
        yield Name("execute permission", str(permission.get("role")), name.name), permission

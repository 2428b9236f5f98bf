"""Where the arguments of a command point to: a source, a table or a function of the metadata."""

from __future__ import annotations

from typing import Any

from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, required
from hasura.metadata import MetadataError, QualifiedName, Source, Table, read_name

SUCCESS = {"message": "success"}
Entry = dict[str, Any]


def source_of(context: Context, args: Any) -> Source:
    """The source that the arguments name; `default` unless they do.

    Raises:
        ApiError: There is none of this name.
    """
    name = args.get("source", "default") if isinstance(args, dict) else "default"
    return context.source(name)


def name_in(args: Any, member: str) -> QualifiedName:
    """The name of a table or a function in the arguments.

    Raises:
        ApiError: It is not one.
    """
    try:
        return read_name(required({"args": args}, "args", dict, "$").get(member))
    except MetadataError as error:
        raise ApiError("parse-failed", error.message, f"$.args.{member}{error.path}") from None


def table_of(context: Context, args: Any) -> Table:
    """The tracked table that the arguments name.

    Raises:
        ApiError: It is not tracked.
    """
    name, source = name_in(args, "table"), source_of(context, args)
    found = next((table for table in source.tables if table.name == name), None)
    if found is None:
        raise ApiError(
            "not-exists", f'table "{name}" does not exist in source: {source.name}', "$.args.table"
        )
    return found


def list_of(definition: Any, member: str) -> list[Any]:
    """A list of the metadata, made when there is none yet; what is done to it is done to the metadata."""
    # A definition is the metadata's own object: the context's document is there to be changed.
    found: list[Any] = definition.get(member) or []
    definition[member] = found
    return found


def entry_of(definition: Any, member: str, key: str, value: str) -> Entry | None:
    """The entry of a list of the metadata that has this value; None when there is none."""
    entries: list[Entry] = definition.get(member) or []
    return next((entry for entry in entries if entry[key] == value), None)


def drop_from(definition: Any, member: str, entry: Any) -> None:
    """Take an entry out of a list of the metadata, and the list with its last entry."""
    definition[member] = [other for other in definition[member] if other is not entry]
    if not definition[member]:
        del definition[member]


def chosen(args: Entry, *members: str) -> Entry:
    """Those of the arguments that are there and say something."""
    return {member: args[member] for member in members if args.get(member) is not None}


def written(name: QualifiedName) -> dict[str, str]:
    """A name as Hasura writes it."""
    return {"name": name.name, "schema": name.schema}

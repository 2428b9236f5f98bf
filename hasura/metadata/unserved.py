"""What the stand-in engine keeps and exports, but does not serve; Hasura serves all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hasura.metadata.model import Metadata, Source

# Members of the root, of a source and of a table, each with the word for it. Those that change no answer,
# such as `query_collections` or `comment`, are not among them.
_OF_THE_ROOT = {
    "actions": "action",
    "remote_schemas": "remote schema",
    "cron_triggers": "cron trigger",
    "rest_endpoints": "REST endpoint",
    "inherited_roles": "inherited role",
    "allowlist": "allow list",
    "api_limits": "API limits",
    "opentelemetry": "OpenTelemetry",
}
_OF_A_SOURCE = {
    "native_queries": "native query",
    "logical_models": "logical model",
    "stored_procedures": "stored procedure",
    "customization": "source customization",
}
_OF_A_TABLE = {
    "event_triggers": "event trigger",
    "remote_relationships": "remote relationship",
}
_NAMES = ("name", "role_name", "root_field_name", "collection")


@dataclass(frozen=True)
class Unserved:
    """One object that is kept and not served.

    Attributes:
        kind: The word for it: `action`, `event trigger`, ...
        name: Its name; empty for a setting, which has none.
        place: The source or table that it belongs to; empty for the root.
    """

    kind: str
    name: str
    place: str = ""

    def __str__(self) -> str:
        words = f"{self.kind} {self.name}".strip()
        return f"{words} ({self.place})" if self.place else words


def unserved(metadata: Metadata) -> tuple[Unserved, ...]:
    """Every object that the stand-in does not serve, in the order of the metadata."""
    found = list(_found(metadata.definition, _OF_THE_ROOT, ""))
    for source in metadata.sources:
        found += _of_source(source)
    return tuple(found)


def _of_source(source: Source) -> Iterator[Unserved]:
    if source.kind != "postgres" or source.name != "default":
        # The stand-in knows one database, its own.
        yield Unserved(f"source of kind {source.kind}", source.name)
        return
    yield from _found(source.definition, _OF_A_SOURCE, source.name)
    for table in source.tables:
        yield from _found(table.definition, _OF_A_TABLE, str(table.name))


def _found(members: Mapping[str, Any], kinds: Mapping[str, str], place: str) -> Iterator[Unserved]:
    for member, kind in kinds.items():
        value = members.get(member)
        # A setting is an object of its own, everything else a list of objects that have names.
        for entry in value if isinstance(value, list) else [value] if value else []:
            yield Unserved(kind, _name(entry), place)


def _name(entry: Any) -> str:
    members = entry if isinstance(entry, dict) else {}
    return next((str(members[key]) for key in _NAMES if key in members), "")

"""What a stack has: its metadata, and the state of its migrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cli.project.api import Api, ApiError
from delivery.state import State, parse_state
from infra.problems import fail

_ASK = """SELECT hasura_uuid::text, coalesce(to_regclass('hdb_catalog.schema_migrations')::text, '')
FROM hdb_catalog.hdb_version"""


@dataclass(frozen=True)
class Present:
    """What a stack has at one moment.

    Attributes:
        version: The number of the metadata's version, which a change has to name.
        catalog: The id of the catalog in which the state is.
    """

    metadata: Mapping[str, Any]
    version: int
    state: State
    catalog: str


def look(api: Api) -> Present:
    """Ask a stack what it has.

    Raises:
        ProblemsError: Its API is not there, or its migrations are turned off.
    """
    metadata, version = api.export()
    catalog = api.catalog()
    state = parse_state(catalog.cli_state)
    if state.disabled:
        raise fail(
            f"stack {api.stack}",
            "has migrations turned off (settings.migration_mode in the CLI's state), on purpose",
            "whoever did so turns them on: in the console, Data, Migrations",
        )
    return Present(metadata, version, state, catalog.id)


def keeper_of(api: Api, source: str, present: Present) -> str | None:
    """The source in whose database the state is: this one, so that one transaction changes both, or another.

    Raises:
        ProblemsError: An old CLI has left a state there that the new one has not taken over.
    """
    others = (str(one.get("name")) for one in present.metadata.get("sources") or ())
    found = ((name, _row(api, name)) for name in (source, *(name for name in others if name != source)))
    name, row = next(((name, row) for name, row in found if row[0] == present.catalog), (None, ("", "")))
    if name == source and row[1] and not present.state.copied and not present.state.applied.get(source):
        raise fail(
            f"database {source}",
            "has migrations that a project of version 2 applied, and the CLI has not taken them over: "
            "everything would be applied again",
            "hasura migrate status takes them over, once",
        )
    return name


def _row(api: Api, source: str) -> Sequence[str]:
    """The id of the catalog in a source's database, and where an older CLI's state is; else nothing."""
    try:
        rows = api.sql(source, _ASK, read_only=True)
    except ApiError as error:
        if not error.is_certain:
            raise
        return "", ""
    return rows[0] if len(rows) == 1 else ("", "")

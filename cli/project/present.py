"""What a stack has: its metadata, and the state of its migrations."""

from __future__ import annotations

from collections.abc import Mapping
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
    try:
        metadata, version = api.export()
        catalog = api.catalog()
    except ApiError as error:
        raise fail(f"stack {api.stack}", f"does not tell its metadata: {error}", "./herm status") from None
    state = parse_state(catalog.cli_state)
    if state.disabled:
        raise fail(
            f"stack {api.stack}",
            "has migrations turned off (settings.migration_mode in the CLI's state), on purpose",
            "whoever did so turns them on: in the console, Data, Migrations",
        )
    return Present(metadata, version, state, catalog.id)


def keeps_state(api: Api, source: str, present: Present) -> bool:
    """Whether a source is the very database in which the state is, so that one transaction changes both.

    Raises:
        ProblemsError: An old CLI has left a state there that the new one has not taken over.
    """
    try:
        rows = api.sql(source, _ASK, read_only=True)
    except ApiError:
        return False
    if len(rows) != 1 or rows[0][0] != present.catalog:
        return False
    if rows[0][1] and not present.state.copied and not present.state.applied.get(source):
        raise fail(
            f"database {source}",
            "has migrations that a project of version 2 applied, and the CLI has not taken them over: "
            "everything would be applied again",
            "hasura migrate status takes them over, once",
        )
    return True

"""The CLI's state, `cli_state` of Hasura's catalog: which migrations are applied.

Its form is that of the CLI's `internal/statestore` package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class State:
    """Which versions are applied, by database.

    Attributes:
        copied: Whether the CLI has taken over what projects of version 2 kept elsewhere.
        disabled: Whether somebody turned migrations off (`settings.migration_mode`).
    """

    applied: Mapping[str, frozenset[int]]
    copied: bool
    disabled: bool


def parse_state(cli_state: Any) -> State:
    """Read the state; what is missing, or null as Go writes it, is empty."""
    state = _mapping(cli_state)
    applied = {
        str(database): frozenset(int(version) for version in _mapping(versions) if str(version).isdecimal())
        for database, versions in _mapping(state.get("migrations")).items()
    }
    mode = str(_mapping(state.get("settings")).get("migration_mode", "true"))
    return State(applied, state.get("isStateCopyCompleted") is True, mode != "true")


def with_version(cli_state: Any, database: str, version: int) -> dict[str, Any]:
    """The state with one more migration: what `set_catalog_state` gets where SQL cannot write it."""
    state = _mapping(cli_state)
    migrations = _mapping(state.get("migrations"))
    own = {**_mapping(migrations.get(database)), str(version): False}
    return {
        **state,
        "migrations": {**migrations, database: own},
        "settings": {"migration_mode": "true", **_mapping(state.get("settings"))},
        "isStateCopyCompleted": True,
    }


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

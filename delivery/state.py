"""The CLI's state, `cli_state` of Hasura's catalog: which migrations are applied.

Its form is that of the CLI's `internal/statestore` package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Note = Literal["begun", "applied", "none"]
"""What the state says of one migration."""


@dataclass(frozen=True)
class State:
    """Which versions are applied, by database.

    Attributes:
        begun: Versions that a run has begun and whose end nobody noted; the CLI calls them dirty.
        copied: Whether the CLI has taken over what projects of version 2 kept elsewhere.
        disabled: Whether somebody turned migrations off (`settings.migration_mode`).
    """

    applied: Mapping[str, frozenset[int]]
    begun: Mapping[str, frozenset[int]]
    copied: bool
    disabled: bool


def parse_state(cli_state: Any) -> State:
    """Read the state; what is missing, or null as Go writes it, is empty."""
    state = _mapping(cli_state)
    migrations = _mapping(state.get("migrations"))
    applied = {str(database): _versions(those, begun=False) for database, those in migrations.items()}
    begun = {str(database): _versions(those, begun=True) for database, those in migrations.items()}
    mode = str(_mapping(state.get("settings")).get("migration_mode", "true"))
    return State(applied, begun, state.get("isStateCopyCompleted") is True, mode != "true")


def with_version(cli_state: Any, database: str, version: int, note: Note) -> dict[str, Any]:
    """The state with another note of one migration: for `set_catalog_state`, where SQL cannot write it."""
    state = _mapping(cli_state)
    migrations = _mapping(state.get("migrations"))
    own = {**_mapping(migrations.get(database)), str(version): note == "begun"}
    if note == "none":
        del own[str(version)]
    return {
        **state,
        "migrations": {**migrations, database: own},
        "settings": {"migration_mode": "true", **_mapping(state.get("settings"))},
        "isStateCopyCompleted": True,
    }


def _versions(those: Any, *, begun: bool) -> frozenset[int]:
    """Those of one kind. The CLI takes every version for applied; one that is dirty stops it."""
    found = _mapping(those).items()
    return frozenset(int(one) for one, dirty in found if str(one).isdecimal() and (dirty is True) == begun)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

"""What a stack's metadata has and its stand-in engine does not serve, and why it serves none of it."""

from __future__ import annotations

import json

from hasura.metadata import read_metadata, unserved
from machine.docker.client import attempt

_METADATA = "SELECT metadata FROM hdb_catalog.hdb_metadata"
_TROUBLE = "SELECT trouble FROM hdb_catalog.herm_stand_in"


def kept_only(database: str) -> list[str]:
    """The objects that are kept and exported, and nothing more; none where the metadata cannot be read.

    Args:
        database: The container of PostgreSQL; asked over its own socket, so that no secret is needed.
    """
    try:
        metadata = read_metadata(json.loads(_asked(database, _METADATA) or "{}"))
    except ValueError:  # not JSON, or not metadata
        return []
    return [str(entry) for entry in unserved(metadata)]


def why_not_served(database: str) -> str:
    """Why the stand-in's query engine does not start with the metadata; "" where it does."""
    return _asked(database, _TROUBLE).strip()


def _asked(database: str, query: str) -> str:
    """What a query prints; nothing where it cannot be asked."""
    asked = attempt("exec", database, "psql", "-U", "hasura", "-d", "hasura", "-Atc", query)
    return asked.stdout if asked.returncode == 0 else ""

"""What a stack's metadata has and its stand-in engine does not serve."""

from __future__ import annotations

import json

from hasura.metadata import read_metadata, unserved
from machine.docker.client import attempt

_QUERY = "SELECT metadata FROM hdb_catalog.hdb_metadata"


def kept_only(database: str) -> list[str]:
    """The objects that are kept and exported, and nothing more; none where the metadata cannot be read.

    Args:
        database: The container of PostgreSQL; asked over its own socket, so that no secret is needed.
    """
    asked = attempt("exec", database, "psql", "-U", "hasura", "-d", "hasura", "-Atc", _QUERY)
    try:
        metadata = read_metadata(json.loads(asked.stdout)) if asked.returncode == 0 else read_metadata({})
    except ValueError:  # not JSON, or not metadata
        return []
    return [str(entry) for entry in unserved(metadata)]

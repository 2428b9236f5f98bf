"""An empty project, as Hasura's CLI writes one, for the database that herm's stacks have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from delivery.folder.config import FILE
from delivery.folder.text import shown
from delivery.writing.files import metadata_files
from infra.problems import fail

_DATABASE = {
    "name": "default",
    "kind": "postgres",
    "configuration": {
        "connection_info": {
            "database_url": {"from_env": "HASURA_GRAPHQL_DATABASE_URL"},
            "isolation_level": "read-committed",
            "use_prepared_statements": True,
        }
    },
}


def files(endpoint: str) -> Mapping[str, str]:
    """The files of an empty project, by their paths."""
    metadata = metadata_files({"version": 3, "sources": [_DATABASE]})
    return {
        FILE: f"version: 3\nendpoint: {endpoint}\nmetadata_directory: metadata\n",
        **{f"metadata/{name}": text for name, text in metadata.items()},
        "migrations/default/.gitkeep": "",
        "seeds/default/.gitkeep": "",
    }


def write_new(folder: Path, endpoint: str) -> None:
    """Write an empty project into a folder that has none.

    Raises:
        ProblemsError: There is one, or another file of these names.
    """
    wanted = files(endpoint)
    there = [name for name in wanted if (folder / name).exists()]
    if there:
        reason = f"has {there[0]} already; nothing was written"
        raise fail(shown(folder), reason, "./herm project plan tells what is in it")
    for name, text in wanted.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")

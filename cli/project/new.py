"""An empty project, as Hasura's CLI writes one, for the database that herm's stacks have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from delivery.folder.config import FILE
from delivery.folder.text import shown
from infra.problems import fail

_DATABASES = """- name: default
  kind: postgres
  configuration:
    connection_info:
      database_url:
        from_env: HASURA_GRAPHQL_DATABASE_URL
      isolation_level: read-committed
      use_prepared_statements: true
  tables: "!include default/tables/tables.yaml"
  functions: "!include default/functions/functions.yaml"
"""
_ACTIONS = """actions: []
custom_types:
  enums: []
  input_objects: []
  objects: []
  scalars: []
"""


def files(endpoint: str) -> Mapping[str, str]:
    """The files of an empty project, by their paths."""
    metadata = {
        "version.yaml": "version: 3\n",
        "databases/databases.yaml": _DATABASES,
        "databases/default/tables/tables.yaml": "[]\n",
        "databases/default/functions/functions.yaml": "[]\n",
        "actions.graphql": "",
        "actions.yaml": _ACTIONS,
        **{f"{name}.yaml": "[]\n" for name in _LISTS},
        **{f"{name}.yaml": "{}\n" for name in _MAPPINGS},
    }
    config = f"version: 3\nendpoint: {endpoint}\nmetadata_directory: metadata\n"
    return {
        FILE: config,
        **{f"metadata/{name}": text for name, text in metadata.items()},
        "migrations/default/.gitkeep": "",
        "seeds/default/.gitkeep": "",
    }


_LISTS = (
    "allow_list",
    "cron_triggers",
    "inherited_roles",
    "query_collections",
    "remote_schemas",
    "rest_endpoints",
)
_MAPPINGS = ("api_limits", "graphql_schema_introspection", "network")


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

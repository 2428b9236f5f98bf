"""A project and the stacks that it is for, all in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.config.settings import Settings
from tests.support.configurations import dev_settings
from tests.unit.cli.project.server import Server
from tests.unit.delivery.project_files import DATABASES, write

TABLES = "metadata/databases/default/tables"


def project_files(*names: str) -> Mapping[str, str]:
    """A project with a migration and a table of each of these names."""
    files = {
        "config.yaml": "version: 3\n",
        "metadata/databases/databases.yaml": DATABASES,
        f"{TABLES}/tables.yaml": "".join(f"- table: {{schema: public, name: {name}}}\n" for name in names),
    }
    for version, name in enumerate(names, 1):
        files[f"migrations/default/{version}_{name}/up.sql"] = f"CREATE TABLE {name} (id int);\n"
    return files or {f"{TABLES}/tables.yaml": "[]\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with three migrations, a table of each."""
    return write(tmp_path / "project", project_files("a", "b", "c"))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> Server:
    """The API of stacks dev and prod, whose project is the folder; herm's own files go to another one."""

    def settings(stack: str) -> Settings:
        return dev_settings(stack, target="docker", project=str(folder))

    double = Server()
    double.sources.append(
        {"name": "default", "kind": "postgres", "configuration": CONFIGURATION, "tables": []}
    )
    monkeypatch.setattr("cli.project.work.settings", settings)
    monkeypatch.setattr("cli.project.work.client", double.client)
    monkeypatch.setattr("cli.project.kept.PRIVATE", tmp_path / "private")
    return double


CONFIGURATION = {"connection_info": {"database_url": {"from_env": "HASURA_GRAPHQL_DATABASE_URL"}}}
WHOLE = [f"CREATE TABLE {name} (id int);\n" for name in "abc"]


def tracked(server: Server) -> list[str]:
    """The tables in the server's metadata."""
    return [table["table"]["name"] for source in server.document["sources"] for table in source["tables"]]


def is_whole(server: Server) -> bool:
    """Whether every migration is applied once, in order, and the metadata is the folder's."""
    return server.applied == WHOLE and server.versions() == [1, 2, 3] and tracked(server) == ["a", "b", "c"]


def migration(folder: Path, name: str, text: str) -> None:
    """One more migration."""
    write(folder, {f"migrations/default/{name}/up.sql": text})

"""The database of stack prod: its password, its role, its disk, and another server in its place."""

from __future__ import annotations

import re
import subprocess
import time
from typing import Any

import pytest

from cli.main import main
from cli.paths import PROD, ROOT
from infra.config.settings import parse
from tests.rehearsal.clouds import asker
from tests.rehearsal.prod import UP, Prod


def test_changed_database_password_reaches_server_and_app(prod: Prod) -> None:
    """The server gets it, one secret gets it, and both URLs follow."""
    prod.set_secret("databasePassword", "Another-password-1")
    writes = prod.writes_of_up()
    assert sorted(write.partition(" ")[2] for write in writes) == [
        "config/appsettings",
        "flexibleServers/hermapi-db",
        "secrets/hasura-graphql-database-url",
    ]
    env = prod.app["environment"]
    assert ":Another-password-1@" in env["HASURA_GRAPHQL_DATABASE_URL"]
    assert env["HASURA_GRAPHQL_METADATA_DATABASE_URL"] == env["HASURA_GRAPHQL_DATABASE_URL"]


def test_hasura_gets_a_role_of_its_own(prod: Prod, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made by the Hasura that runs, and not before: until then the old container goes on as administrator."""
    role = ("herm:databaseRole", "api", "--stack", PROD)
    prod.set_secret("databaseRolePassword", "a-password-of-this-role")
    prod.workspace.run("config", "set", *role)
    assert prod.writes_of_up() == ["PUT secrets/hasura-graphql-database-url", "PUT config/appsettings"]
    assert 'password authentication failed for user "api"' in _settled(prod)["problem"]
    for name, value in prod.azure.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("cli.project.work.settings", lambda stack: parse(stack, prod.workspace.config(stack)))
    for password in ("a-password-of-this-role", "another-password-of-this-role"):
        prod.set_secret("databaseRolePassword", password)
        assert main(["database-role", "--stack", PROD]) == 0
        prod.workspace.run(*UP)
        assert f"//api:{password}@" in _settled(prod)["environment"]["HASURA_GRAPHQL_DATABASE_URL"]
        assert _settled(prod)["problem"] == ""
    assert prod.writes_of_up("--expect-no-changes") == []


def _settled(prod: Prod) -> dict[str, Any]:
    """The app, once its newest container has taken over or failed."""
    deadline = time.monotonic() + 60
    while (found := prod.app)["problem"] == "" and found["starting"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_a_disk_that_grew_by_itself_is_in_nobodys_way(prod: Prod) -> None:
    """Azure doubled the disk: with a refresh every later change of the server goes on."""
    server = str(prod.one("/flexibleServers")["id"])
    prod.azure.happens("disk-grew", server, 256)
    prod.set_secret("databasePassword", "Another-password-2")
    refused = prod.workspace.attempt(*UP)
    assert "InvalidStorageSize" in refused.stdout
    prod.workspace.run(*UP, "--refresh")
    assert prod.azure.database_password(server) == "Another-password-2"
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []


def test_what_azure_would_refuse_is_refused_before_anything_is_sent(prod: Prod) -> None:
    """A smaller disk, another network, another home of the backups: all of it in a preview."""
    before = len(prod.azure.request_log())
    prod.workspace.run("config", "set", "--path", "herm:override.databaseStorageGb", "128", "--stack", PROD)
    prod.workspace.run("config", "set", "--path", "herm:override.geoBackup", "true", "--stack", PROD)
    prod.set("network", "public")
    refused = prod.workspace.attempt("preview", "--stack", PROD)
    assert refused.returncode != 0
    for words in ("the disk has 256 GiB", "herm:override.geoBackup' false", "herm:network private"):
        assert words in refused.stdout + refused.stderr
    assert len(prod.azure.request_log()) == before
    prod.set("network", "private")
    prod.workspace.run("config", "rm", "herm:override", "--stack", PROD)


def test_restored_server_is_taken_up_as_the_page_says(prod: Prod) -> None:
    """A new server from the backup becomes the stack's: the app works on it, the old one is left alone.

    Both are locked then; the old one goes when its lock has gone.
    """
    prod.set("protectData", "true")
    prod.workspace.run(*UP)
    old = str(prod.one("/flexibleServers")["id"])
    ask, sent = asker(prod.azure), {"createMode": "PointInTimeRestore", "sourceServerResourceId": old}
    place = {"location": prod.settings.plain.get("location", "swedencentral"), "properties": sent}
    assert ask("PUT", f"{old}-2", place).status_code == 202
    before = prod.app["environment"]["HASURA_GRAPHQL_DATABASE_URL"]
    page = (ROOT / "docs" / "azure.md").read_text(encoding="utf-8")
    [commands] = re.findall(r"```sh\n(pulumi stack export.*?)```", page, re.DOTALL)
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", commands.replace("--refresh", "--refresh --yes --skip-preview")],
        cwd=prod.workspace.folder,
        env=prod.workspace.process_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert prod.app["environment"]["HASURA_GRAPHQL_DATABASE_URL"] == before.replace(
        "hermapi-db.", "hermapi-db-2."
    )
    assert prod.azure.database_password(f"{old}-2") == prod.azure.database_password(old)
    kept = {one["id"] for one in prod.azure.resources()}
    assert {old, f"{old}-2", f"{old}-2/databases/hasura"} <= kept
    alerts = [one for one in prod.azure.resources() if one["id"].endswith("/metricAlerts/hermapi-storage")]
    assert alerts[0]["properties"]["scopes"] == [f"{old}-2"]
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []
    assert ask("DELETE", old).json()["error"]["code"] == "ScopeLocked"
    assert ask("DELETE", f"{old}/providers/Microsoft.Authorization/locks/herm-data").is_success
    assert ask("DELETE", old).status_code == 202
    prod.set("protectData", "false")
    prod.workspace.run(*UP)

"""`./herm up` as its user meets it: fresh, again, and down."""

from __future__ import annotations

import json
import subprocess

import httpx

from tests.support.clones import Clone

QUERY = {"query": "{ __typename }"}


def test_first_up_ends_with_a_healthy_protected_api(fresh: tuple[Clone, str]) -> None:
    """One command on a clone, and the API answers, refuses strangers and accepts a token of its stack."""
    clone, printed = fresh
    assert httpx.get(f"{clone.url}/healthz").text == "OK"
    refused = httpx.post(f"{clone.url}/v1/graphql", json=QUERY).json()
    assert refused["errors"][0]["extensions"]["code"] == "invalid-headers"
    token = clone.herm("token", "mint", "--stack", "dev", "--role", "user").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    accepted = httpx.post(f"{clone.url}/v1/graphql", json=QUERY, headers=headers).json()
    assert accepted["data"] == {"__typename": "query_root"}
    page = f"http://localhost:{clone.first_port}/v1/graphql"
    for expected in (page, "./herm token mint", "./herm down", ".herm/passphrase"):
        assert expected in printed


def test_first_up_leaves_the_checkout_clean(fresh: tuple[Clone, str]) -> None:
    """Nothing that the first run made can be committed by accident."""
    clone, _ = fresh
    done = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone.folder, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""


def test_second_up_changes_nothing(clone: Clone) -> None:
    """`./herm up` again replaces and restarts no container."""
    before = clone.identities()
    clone.herm("up")
    assert clone.identities() == before


def test_plain_pulumi_sees_no_change(clone: Clone) -> None:
    """From a shell that evaluated `./herm shell`, plain pulumi works and finds everything as described."""
    clone.pulumi(
        "up", "--stack", "dev", "--yes", "--skip-preview", "--expect-no-changes", "--non-interactive"
    )
    clone.pulumi("preview", "--stack", "dev", "--expect-no-changes", "--refresh", "--non-interactive")


def test_outputs_tell_engine_and_addresses(clone: Clone) -> None:
    """The stack's outputs hold the addresses, the version and which engine answers."""
    outputs = json.loads(clone.pulumi("stack", "output", "--json", "--stack", "dev").stdout)
    status = json.loads(clone.herm("status", "--json").stdout)
    assert outputs["endpoint"] == f"{clone.url}/v1/graphql"
    assert outputs["engine"] == status["engine"]
    image = clone.container("hasura")["Config"]["Image"]
    assert (outputs["engine"] == "stand-in") == ("stand-in" in image or not image.startswith("hasura/"))


def test_down_and_up_finds_the_data_again(clone: Clone) -> None:
    """`./herm down` removes the containers and keeps what was written."""
    clone.sql("CREATE TABLE IF NOT EXISTS kept (word text); DELETE FROM kept")
    clone.sql("INSERT INTO kept VALUES ('before down')")
    clone.herm("down")
    assert clone.herm("status", check=False).returncode == 1
    clone.herm("up")
    assert clone.sql("SELECT word FROM kept") == "before down"
    clone.sql("DROP TABLE kept")


def test_down_with_volumes_deletes_the_data(clone: Clone) -> None:
    """Only the user's explicit word deletes the data."""
    clone.sql("CREATE TABLE gone (word text)")
    clone.herm("down", "--volumes")
    clone.herm("up")
    assert clone.sql("SELECT to_regclass('gone') IS NULL") == "t"


def test_dev_stack_needs_no_plugin_of_azures(clone: Clone) -> None:
    """The engine's plugins for the dev stack are Docker's alone."""
    plugins = json.loads(clone.pulumi("plugin", "ls", "--json").stdout)
    assert [plugin["name"] for plugin in plugins if plugin["kind"] == "resource"] == ["docker"]
    listed = subprocess.run(
        [clone.folder / ".venv/bin/python", "-m", "pip", "list"], capture_output=True, text=True, check=True
    )
    assert "azure" not in listed.stdout

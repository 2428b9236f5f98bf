"""The real engine keeps a stack's state in blobs and the key of its secrets in a vault, as prod's does."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from azure.identity import ClientSecretCredential
from azure.keyvault.keys import KeyClient

from doubles.session import Rehearsal
from machine.engine import ensure
from tests.rehearsal.clouds import GROUP, VAULTS, Ask

ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/hermstate"
ROLES = {
    ACCOUNT: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",  # Storage Blob Data Contributor
    f"{VAULTS}/herm-engine": "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",  # Key Vault Crypto Officer
}


@pytest.fixture
def key(cloud: Rehearsal, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a key; the owner may use it, and the container for the state."""
    for name, value in cloud.env("owner").items():
        monkeypatch.setenv(name, value)
    place = {"location": "westeurope"}
    vault = {
        "tenantId": cloud.endpoint.tenant,
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": True,
    }
    made: dict[str, Any] = {
        GROUP: place,
        ACCOUNT: {**place, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": {}},
        f"{ACCOUNT}/blobServices/default/containers/state": {"properties": {}},
        f"{VAULTS}/herm-engine": {**place, "properties": vault},
    }
    for path, body in made.items():
        assert ask("PUT", path, body).is_success
    definitions = f"/subscriptions/{cloud.endpoint.subscription}/providers/Microsoft.Authorization"
    owner = cloud.endpoint.acting_as("owner").object
    for scope, role in ROLES.items():
        given = {"principalId": owner, "roleDefinitionId": f"{definitions}/roleDefinitions/{role}"}
        assignment = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{role}"
        assert ask("PUT", assignment, {"properties": given}).is_success
    who = cloud.endpoint.acting_as("owner")
    credential = ClientSecretCredential(
        who.tenant, who.client, who.client_secret, authority=cloud.url, disable_instance_discovery=True
    )
    made_key = KeyClient("https://herm-engine.vault.rehearsal.test", credential).create_rsa_key("pulumi")
    return str(made_key.id)


def test_engine_keeps_state_in_blobs_and_its_key_in_a_vault(
    cloud: Rehearsal, key: str, tmp_path: Path
) -> None:
    """A stack is made, keeps a secret, is renamed and removed; every read and write goes to the doubles."""
    (tmp_path / "Pulumi.yaml").write_text("name: kept\nruntime: python\n", encoding="utf-8")
    environment = {
        **os.environ,
        "no_proxy": "127.0.0.1,localhost",  # as in a shell that has evaluated `./herm shell`
        "NO_PROXY": "127.0.0.1,localhost",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_BACKEND_URL": "azblob://state?storage_account=hermstate",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    program = str(ensure(print).bin / "pulumi")

    def pulumi(*words: str, stdin: str = "") -> str:
        done = subprocess.run(
            [program, "--non-interactive", *words],
            cwd=tmp_path, env=environment, input=stdin, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    pulumi("stack", "init", "prod", "--secrets-provider", f"azurekeyvault://{key.removeprefix('https://')}")
    pulumi("config", "set", "--secret", "word", "--stack", "prod", stdin="a-secret")
    settings = (tmp_path / "Pulumi.prod.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(settings)["secretsprovider"].startswith("azurekeyvault://herm-engine.")
    assert "a-secret" not in settings
    assert pulumi("config", "get", "word", "--stack", "prod").strip() == "a-secret"
    pulumi("stack", "rename", "other", "--stack", "prod")
    assert [one["name"] for one in json.loads(pulumi("stack", "ls", "--json"))] == ["other"]
    pulumi("stack", "rm", "other", "--yes")
    hosts = Counter(entry["host"].partition(":")[0] for entry in cloud.request_log())
    assert hosts["hermstate.blob.core.rehearsal.test"] > 10
    assert hosts["herm-engine.vault.rehearsal.test"] > 2

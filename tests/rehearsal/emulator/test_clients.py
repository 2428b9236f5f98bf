"""Independent clients - the real az and Microsoft's SDKs - take the emulator for Azure."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential
from azure.keyvault.secrets import SecretClient
from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.web import WebSiteManagementClient

from doubles.session import Rehearsal
from tests.rehearsal.clouds import SITE, VAULTS, Ask, deploy
from tests.support.az import ensure_az, loaded, sign_in

Az = Callable[..., Any]
APP = ("--resource-group", "herm", "--name", "hermapi")


@pytest.fixture(scope="module")
def az(cloud: Rehearsal, ask: Ask) -> Iterator[Az]:
    """The real az, signed in as the subscription's owner; gives a command's JSON."""
    deploy(cloud, ask)
    ask("PUT", f"{VAULTS}/herm-vault/secrets/jwt", {"properties": {"value": "first"}})
    environment = _environment_of(cloud, "owner")
    with loaded(_program(), environment) as program:
        yield _signed_in(program, environment)


def _program() -> Path:
    return ensure_az(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "herm")


def _environment_of(cloud: Rehearsal, acting: str) -> dict[str, str]:
    place = cloud.state_dir / f"az-{acting}"
    environment = {**os.environ, **cloud.env(acting), "AZURE_CONFIG_DIR": str(place)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def _signed_in(program: Path, environment: dict[str, str]) -> Az:
    sign_in(program, environment)

    def run(*words: str) -> Any:
        done = subprocess.run(
            [str(program), *words, "--output", "json"],
            env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run


def test_az_writes_and_lists_app_settings(az: Az, cloud: Rehearsal) -> None:
    """`appsettings set` adds to what is there and masks it; `list` tells values and what is sticky."""
    done = az("webapp", "config", "appsettings", "set", *APP, "--settings", "A=1", "--slot-settings", "S=2")
    assert {one["value"] for one in done} == {None}
    listed = az("webapp", "config", "appsettings", "list", *APP)
    found = {one["name"]: (one["value"], one["slotSetting"]) for one in listed}
    assert found == {"A": ("1", False), "S": ("2", True)}
    app = f"/subscriptions/{cloud.endpoint.subscription}/{SITE}"
    assert cloud.effective_environment(app) == {"A": "1", "S": "2"}


def test_az_shows_the_app_and_its_configuration(az: Az) -> None:
    """`config show` has what was deployed; `show` has the state and the host."""
    assert az("webapp", "config", "show", *APP)["linuxFxVersion"] == "DOCKER|image"
    shown = az("webapp", "show", *APP)
    assert (shown["state"], shown["defaultHostName"]) == ("Running", "hermapi.azurewebsites.net")


def test_az_creates_lists_and_swaps_slots(az: Az) -> None:
    """A swap carries the slot's settings to production."""
    staging = ("--slot", "staging")
    az("webapp", "deployment", "slot", "create", *APP, *staging, "--configuration-source", "hermapi")
    assert [one["name"] for one in az("webapp", "deployment", "slot", "list", *APP)] == ["staging"]
    az("webapp", "config", "appsettings", "set", *APP, *staging, "--settings", "A=staged")
    az("webapp", "deployment", "slot", "swap", *APP, *staging, "--target-slot", "production")
    listed = az("webapp", "config", "appsettings", "list", *APP)
    assert {one["name"]: one["value"] for one in listed}["A"] == "staged"


def test_az_reads_secrets_from_the_vaults_own_host(az: Az, cloud: Rehearsal) -> None:
    """`keyvault secret show` is challenged and gets the value; an owner has no right to data."""
    read = ("keyvault", "secret", "show", "--vault-name", "herm-vault", "--name", "jwt")
    with pytest.raises(AssertionError, match="ForbiddenByRbac"):
        az(*read)
    shown = _signed_in(_program(), _environment_of(cloud, "vaultAdministrator"))(*read)
    assert shown["value"] == "first"
    assert shown["id"].startswith("https://herm-vault.vault.rehearsal.test/")


def sdk(cloud: Rehearsal, acting: str = "owner") -> tuple[ClientSecretCredential, dict[str, Any]]:
    """The SDKs' credential and their arguments for a cloud of one's own."""
    who = cloud.endpoint.acting_as(acting)
    credential = ClientSecretCredential(
        who.tenant, who.client, who.client_secret, authority=cloud.url, disable_instance_discovery=True
    )
    return credential, {"base_url": cloud.url, "credential_scopes": [f"{cloud.url}/.default"]}


@pytest.fixture
def _environment(cloud: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in cloud.env().items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("_environment", "az")
def test_the_web_sdk_sees_settings_and_statuses_of_references(cloud: Rehearsal) -> None:
    """azure-mgmt-web lists settings, and a reference that the app may not read has Azure's word for it."""
    credential, where = sdk(cloud)
    web = WebSiteManagementClient(credential, cloud.endpoint.subscription, **where).web_apps
    reference = "@Microsoft.KeyVault(VaultName=herm-vault;SecretName=jwt)"
    web.update_application_settings("herm", "hermapi", {"properties": {"JWT": reference}})
    assert web.list_application_settings("herm", "hermapi").properties == {"JWT": reference}
    (status,) = web.get_app_settings_key_vault_references("herm", "hermapi")
    assert status.as_dict()["properties"]["status"] == "AccessToKeyVaultDenied"


@pytest.mark.usefixtures("_environment", "az")
def test_the_vault_sdks_see_versions_and_deletes(cloud: Rehearsal) -> None:
    """azure-mgmt-keyvault never reads a value back; a deleted secret's name stays taken."""
    credential, where = sdk(cloud)
    vaults = KeyVaultManagementClient(credential, cloud.endpoint.subscription, **where)
    one = vaults.secrets.create_or_update("herm", "herm-vault", "gone", {"properties": {"value": "1"}})
    two = vaults.secrets.create_or_update("herm", "herm-vault", "gone", {"properties": {"value": "2"}})
    assert one.properties.secret_uri_with_version != two.properties.secret_uri_with_version
    assert vaults.secrets.get("herm", "herm-vault", "gone").properties.value is None
    uri = vaults.vaults.get("herm", "herm-vault").properties.vault_uri
    secrets = SecretClient(str(uri), sdk(cloud, "vaultAdministrator")[0])
    assert secrets.get_secret("gone").value == "2"
    version = str(one.properties.secret_uri_with_version).rsplit("/", 1)[1]
    assert secrets.get_secret("gone", version).value == "1"
    secrets.begin_delete_secret("gone").wait()
    with pytest.raises(HttpResponseError, match="recoverable state"):
        vaults.secrets.create_or_update("herm", "herm-vault", "gone", {"properties": {"value": "3"}})

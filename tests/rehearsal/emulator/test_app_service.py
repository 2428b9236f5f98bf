"""App settings, references to the vault, slots and restarts behave as App Service's do."""

from __future__ import annotations

import pytest

from doubles.session import Rehearsal
from tests.rehearsal.clouds import GROUP, SITE, VAULTS, Ask, deploy, let_read

REFERENCES = f"{SITE}/config/configreferences/appsettings"


@pytest.fixture
def app(cloud: Rehearsal, ask: Ask) -> str:
    """An app with a vault beside it."""
    return deploy(cloud, ask)


def settings(ask: Ask, values: dict[str, str], site: str = SITE) -> None:
    """Replace an app's settings."""
    assert ask("PUT", f"{site}/config/appsettings", {"properties": values}).status_code == 200


@pytest.mark.usefixtures("app")
def test_settings_are_replaced_as_a_whole_and_listed_by_post(ask: Ask) -> None:
    """A PUT leaves nothing of what was there; GET does not tell settings."""
    settings(ask, {"A": "1", "B": "2"})
    settings(ask, {"B": "3"})
    assert ask("POST", f"{SITE}/config/appsettings/list").json()["properties"] == {"B": "3"}
    assert ask("GET", f"{SITE}/config/appsettings").status_code == 405
    assert ask("GET", SITE).json()["properties"]["siteConfig"].get("appSettings") is None


@pytest.mark.usefixtures("app")
def test_settings_in_the_site_replace_the_settings_too(ask: Ask) -> None:
    """The last writer wins: a site written with a list of settings wipes the map's."""
    settings(ask, {"A": "1"})
    site = ask("GET", SITE).json()
    body = {
        "location": site["location"],
        "properties": {"siteConfig": {"appSettings": [{"name": "X", "value": "1"}]}},
    }
    assert ask("PUT", SITE, body).status_code == 200
    assert ask("POST", f"{SITE}/config/appsettings/list").json()["properties"] == {"X": "1"}


def test_only_a_change_restarts(cloud: Rehearsal, app: str, ask: Ask) -> None:
    """Writing the same settings again leaves the process alone; other values start it anew."""
    settings(ask, {"A": "1"})
    before = cloud.app(app)["restarts"]
    settings(ask, {"A": "1"})
    assert cloud.app(app)["restarts"] == before
    settings(ask, {"A": "2"})
    assert cloud.app(app)["restarts"] == before + 1


def secret(ask: Ask, value: str, vault: str = "herm-vault") -> str:
    """Write a secret and give its versioned address."""
    answer = ask("PUT", f"{VAULTS}/{vault}/secrets/jwt", {"properties": {"value": value}})
    assert value not in answer.text
    uri: str = answer.json()["properties"]["secretUriWithVersion"]
    return uri


def test_a_reference_resolves_only_with_everything_in_place(cloud: Rehearsal, app: str, ask: Ask) -> None:
    """Right, vault, secret, version and identity: each missing one has Azure's word for it."""
    uri = secret(ask, "the-value")
    vault = f"https://none.{uri.split('.', 1)[1]}"
    ref = "@Microsoft.KeyVault(SecretUri={})".format
    settings(
        ask,
        {
            "GOOD": ref(uri),
            "NAMED": "@Microsoft.KeyVault(VaultName=herm-vault;SecretName=jwt)",
            "NO_VAULT": ref(vault),
            "NO_SECRET": ref(uri.replace("/jwt/", "/none/")),
            "NO_VERSION": ref(uri[:-4] + "0000"),
            "ODD": "@Microsoft.KeyVault(SecretUri=http://nowhere)",
            "PLAIN": "value",
        },
    )
    assert cloud.app(app)["references"]["GOOD"] == "AccessToKeyVaultDenied"
    assert cloud.effective_environment(app)["GOOD"] == ref(uri)
    assert let_read(cloud, ask).is_success
    assert cloud.app(app)["references"]["GOOD"] == "AccessToKeyVaultDenied"
    listed = ask("POST", f"{REFERENCES}/refresh").json()["value"]
    assert listed == ask("GET", REFERENCES).json()["value"]
    assert {one["name"]: one["properties"]["status"] for one in listed} == {
        "GOOD": "Resolved",
        "NAMED": "Resolved",
        "NO_VAULT": "VaultNotFound",
        "NO_SECRET": "SecretNotFound",
        "NO_VERSION": "SecretVersionNotFound",
        "ODD": "InvalidSyntax",
    }
    assert "the-value" not in str(listed)
    assert cloud.effective_environment(app)["GOOD"] == "the-value"
    assert cloud.effective_environment(app)["PLAIN"] == "value"
    body = {"properties": {"keyVaultReferenceIdentity": "SystemAssigned"}}
    assert ask("PATCH", SITE, body).status_code == 200
    assert cloud.app(app)["references"]["GOOD"] == "MSINotEnabled"


def test_a_rotated_secret_reaches_a_versionless_reference_within_a_day(
    cloud: Rehearsal, app: str, ask: Ask
) -> None:
    """A versioned reference never moves; another one after a day, or at once when Azure is asked to."""
    path = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
    identity = ask("GET", path).json()["id"]
    ask("PATCH", SITE, {"properties": {"keyVaultReferenceIdentity": identity}})
    assert let_read(cloud, ask).is_success
    uri = secret(ask, "one")
    pinned, loose = (
        f"@Microsoft.KeyVault(SecretUri={uri})",
        f"@Microsoft.KeyVault(SecretUri={uri.rsplit('/', 1)[0]})",
    )
    settings(ask, {"PINNED": pinned, "LOOSE": loose})
    assert secret(ask, "one") == uri
    assert secret(ask, "two") != uri
    assert cloud.effective_environment(app) == {"PINNED": "one", "LOOSE": "one"}
    ask("POST", f"{SITE}/restart")
    assert cloud.effective_environment(app) == {"PINNED": "one", "LOOSE": "one"}
    restarts = cloud.app(app)["restarts"]
    assert ask("POST", f"{REFERENCES}/refresh").is_success
    assert cloud.effective_environment(app) == {"PINNED": "one", "LOOSE": "two"}
    assert cloud.app(app)["restarts"] == restarts + 1
    secret(ask, "three")
    cloud.let_pass(86401)
    assert cloud.effective_environment(app) == {"PINNED": "one", "LOOSE": "three"}


def test_a_swap_moves_settings_but_not_sticky_ones(cloud: Rehearsal, app: str, ask: Ask) -> None:
    """What slotConfigNames lists stays with its slot."""
    body = {"location": "westeurope", "properties": {}}
    assert ask("PUT", f"{SITE}/slots/staging", body).status_code == 200
    settings(ask, {"MOVES": "production", "STICKS": "production"})
    settings(ask, {"MOVES": "staging", "STICKS": "staging"}, f"{SITE}/slots/staging")
    ask("PUT", f"{SITE}/config/slotConfigNames", {"properties": {"appSettingNames": ["STICKS"]}})
    before = cloud.app(app)["restarts"]
    assert ask("POST", f"{SITE}/slots/staging/slotsswap", {"targetSlot": "production"}).status_code == 202
    assert cloud.app(app)["settings"] == {"MOVES": "staging", "STICKS": "production"}
    assert cloud.app(f"{app}/slots/staging")["settings"] == {"MOVES": "production", "STICKS": "staging"}
    assert cloud.app(app)["restarts"] == before + 1


@pytest.mark.usefixtures("app")
def test_role_assignments_are_guids_and_not_repeated(cloud: Rehearsal, ask: Ask) -> None:
    """An odd name and the same assignment under another name are refused."""
    assert let_read(cloud, ask).is_success
    assert let_read(cloud, ask, name="not-a-guid").json()["error"]["code"] == "InvalidRoleAssignmentId"
    again = let_read(cloud, ask, name="22222222-2222-2222-2222-222222222222")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "RoleAssignmentExists")

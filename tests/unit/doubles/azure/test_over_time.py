"""What takes effect later in Azure, and what stops to count: roles, references, assertions."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from doubles.azure.ids import parse
from doubles.azure.planes.login import token
from doubles.azure.services.web import site_state
from doubles.azure.world import Call
from tests.support.arm import SUBSCRIPTION, Arm

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/herm"
PLACE = {"location": "swedencentral"}
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
PLAN, APP = (
    f"{GROUP}/providers/Microsoft.Web/serverfarms/plan",
    f"{GROUP}/providers/Microsoft.Web/sites/hermapi",
)
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/herm-vault"
REFERENCE = "@Microsoft.KeyVault(VaultName=herm-vault;SecretName=jwt)"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SUBJECT = "repo:o/r:environment:prod"


@pytest.fixture
def arm(tmp_path: Path) -> Arm:
    """A subscription with an app that refers to a secret and may not read it yet; roles take a minute."""
    arm = Arm(tmp_path)
    arm.world.role_seconds = 60
    properties = {
        "tenantId": arm.world.account.tenant,
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": True,
    }
    site = {
        "serverFarmId": PLAN,
        "keyVaultReferenceIdentity": IDENTITY,
    }
    identity = {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}}
    for path, body in (
        (GROUP, PLACE),
        (IDENTITY, PLACE),
        (PLAN, {**PLACE, "kind": "linux", "sku": {"name": "P0v3"}, "properties": {"reserved": True}}),
        (VAULT, {**PLACE, "properties": properties}),
        (f"{VAULT}/secrets/jwt", {"properties": {"value": "the-value"}}),
        (APP, {**PLACE, "kind": "app,linux,container", "identity": identity, "properties": site}),
    ):
        assert (refused := arm.put(path, body)) is None, refused
    return arm


def give_role(arm: Arm) -> None:
    """Let the app's identity read the vault's secrets."""
    found: Any = arm.world.find(IDENTITY)
    scope = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization"
    role = f"{scope}/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6"
    properties = {"principalId": found["properties"]["principalId"], "roleDefinitionId": role}
    place = f"{VAULT}/providers/Microsoft.Authorization/roleAssignments/{'1' * 8}-1111-4111-8111-{'1' * 12}"
    assert arm.put(place, {"properties": properties}) is None


def status(arm: Arm) -> str:
    """How the app's reference fares."""
    return site_state.resolved(arm.world, parse(APP))["SECRET"].status


def test_reference_right_after_the_role_stays_unresolved(arm: Arm) -> None:
    """App Service keeps the refusal after the role has taken effect, until the vault is asked again."""
    give_role(arm)
    assert arm.put(f"{APP}/config/appsettings", {"properties": {"SECRET": REFERENCE}}) is None
    assert status(arm) == "AccessToKeyVaultDenied"
    arm.world.move_clock(3600)
    assert status(arm) == "AccessToKeyVaultDenied"
    assert site_state.environment(arm.world, parse(APP))["SECRET"] == REFERENCE
    assert arm.put(f"{APP}/config/appsettings", {"properties": {"SECRET": REFERENCE}}) is None
    assert status(arm) == "AccessToKeyVaultDenied"  # a write that changes nothing asks nobody
    site_state.refresh(arm.world, parse(APP))
    assert status(arm) == "Resolved"
    assert site_state.environment(arm.world, parse(APP))["SECRET"] == "the-value"


def test_reference_is_fetched_again_within_a_day(arm: Arm) -> None:
    """Without anybody's doing the refusal is gone after 24 hours."""
    give_role(arm)
    assert arm.put(f"{APP}/config/appsettings", {"properties": {"SECRET": REFERENCE}}) is None
    arm.world.move_clock(24 * 3600)
    assert status(arm) == "Resolved"


def sign_in(arm: Arm, assertion: str) -> str:
    """Exchange an assertion for a token, as the deployment job's processes do; gives the refusal, or ""."""
    identity: Any = arm.world.find(IDENTITY)
    form = {
        "grant_type": "client_credentials",
        "client_id": identity["properties"]["clientId"],
        "client_assertion_type": ASSERTION,
        "client_assertion": assertion,
        "scope": "https://vault.azure.net/.default",
    }
    names = {"tenant": arm.world.account.tenant}
    call = Call("POST", "127.0.0.1", "/token", {}, {}, urlencode(form).encode(), names=names)
    answer = token(arm.world, call)
    return "" if answer.status == 200 else str(answer.body["error_description"])


def test_assertion_lives_five_minutes(arm: Arm) -> None:
    """The same assertion signs a second process in only within five minutes, and for one audience alone."""
    credential = {"issuer": arm.issuer, "subject": SUBJECT, "audiences": ["api://AzureADTokenExchange"]}
    place = f"{IDENTITY}/federatedIdentityCredentials/github"
    assert arm.put(place, {"properties": credential}) is None
    assertion = arm.vouch("o/r", "prod", "api://AzureADTokenExchange")
    assert sign_in(arm, assertion) == ""
    arm.world.move_clock(299)
    assert sign_in(arm, assertion) == ""
    arm.world.move_clock(2)
    assert "AADSTS700024" in sign_in(arm, assertion)
    assert "AADSTS700212" in sign_in(arm, arm.vouch("o/r", "prod", "api://another"))
    assert "AADSTS700213" in sign_in(arm, arm.vouch("o/r", "staging", "api://AzureADTokenExchange"))

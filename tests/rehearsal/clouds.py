"""What the tests of the rehearsal deploy by hand, and the plain client that they do it with."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from doubles.azure.access.seed import PROVIDERS
from doubles.session import Rehearsal

Ask = Callable[..., httpx.Response]
GROUP = "resourceGroups/herm"
WEB, VAULTS = f"{GROUP}/providers/Microsoft.Web", f"{GROUP}/providers/Microsoft.KeyVault/vaults"
SITE = f"{WEB}/sites/hermapi"
NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
ROLE_READER = "4633458b-17de-408a-b874-0445c86b69e6"


def asker(cloud: Rehearsal, acting: str = "owner") -> Ask:
    """A plain HTTP client of ARM as one principal: method, path below the subscription, body."""
    endpoint = cloud.endpoint.acting_as(acting)
    trust = ssl.create_default_context(cafile=endpoint.ca_file)
    client = httpx.Client(verify=trust, trust_env=False, base_url=endpoint.url, timeout=30)
    form = {
        "grant_type": "client_credentials",
        "client_id": endpoint.client,
        "client_secret": endpoint.client_secret,
        "scope": f"{endpoint.url}/.default",
    }
    token = client.post(f"/{endpoint.tenant}/oauth2/v2.0/token", data=form).json()["access_token"]

    def ask(method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        full = path if path.startswith("/") else f"/subscriptions/{endpoint.subscription}/{path}"
        parameters = {"api-version": "2025-05-01"}
        return client.request(method, full, params=parameters, json=body, headers=headers, **more)

    return ask


def deploy(cloud: Rehearsal, ask: Ask) -> str:
    """A group, a plan, an identity, an app that uses it, and a vault; gives the app's id."""
    place = {"location": "westeurope"}
    ask("PUT", GROUP, place)
    plan = {**place, "kind": "linux", "sku": {"name": "P1v3"}, "properties": {"reserved": True}}
    plan_id = ask("PUT", f"{WEB}/serverfarms/plan", plan).json()["id"]
    identity = ask(
        "PUT", f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app", place
    ).json()
    site = {
        **place,
        "kind": "app,linux,container",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {identity["id"]: {}}},
        "properties": {
            "serverFarmId": plan_id,
            "keyVaultReferenceIdentity": identity["id"],
            "siteConfig": {"linuxFxVersion": "DOCKER|image", "alwaysOn": True},
        },
    }
    found = ask("PUT", SITE, site)
    assert found.status_code == 200, found.text
    vault = {
        "tenantId": cloud.endpoint.tenant,
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": True,
    }
    ask("PUT", f"{VAULTS}/herm-vault", {**place, "properties": vault})
    app_id: str = found.json()["id"]
    return app_id


def register(ask: Ask) -> None:
    """Register every provider that is used, as docs/first-deployment.md does."""
    for namespace in PROVIDERS:
        assert ask("POST", f"providers/{namespace}/register").is_success


def let_read(
    cloud: Rehearsal, ask: Ask, *, name: str = "11111111-1111-1111-1111-111111111111"
) -> httpx.Response:
    """Give the app's identity the right to read the vault's secrets."""
    path = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
    principal = ask("GET", path).json()["properties"]["principalId"]
    scope = f"/subscriptions/{cloud.endpoint.subscription}/providers/Microsoft.Authorization"
    properties = {"principalId": principal, "roleDefinitionId": f"{scope}/roleDefinitions/{ROLE_READER}"}
    place = f"{VAULTS}/herm-vault/providers/Microsoft.Authorization/roleAssignments/{name}"
    return ask("PUT", place, {"properties": properties})


def state_of(path: Path) -> set[int]:
    """The permission bits of the files in a folder that may hold secrets."""
    return {one.stat().st_mode & 0o777 for one in path.glob("emulator.sqlite*")}

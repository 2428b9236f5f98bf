"""What a subscription begins with: its owner, and, where it was prepared, the rights of who deploys.

The rights are those that docs/first-deployment.md gives; a test runs the page's commands and compares.
"""

from __future__ import annotations

import uuid

from doubles.azure.access.providers import register
from doubles.azure.ids import parse
from doubles.azure.world import World

_OWNER, _CONTRIBUTOR = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "b24988ac-6180-42a0-ab88-20f7382dd24c"
_READER, _VAULTS = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "00482a5a-887f-4fb3-b363-3b7fe8e74483"
_RIGHTS_ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
_LOCKS_CONTRIBUTOR = "28bf596f-4eb7-45ce-b5bc-6cf482fec137"
MAY_ASSIGN = ("4633458b-17de-408a-b874-0445c86b69e6", "7f951dda-4ed3-4680-a7ca-43fe172d538d")
"""The roles that who deploys may give: Key Vault Secrets User and AcrPull."""

PROVIDERS = (
    "Microsoft.Web",
    "Microsoft.DBforPostgreSQL",
    "Microsoft.KeyVault",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.Insights",
    "Microsoft.Storage",
)


def condition(roles: tuple[str, ...] = MAY_ASSIGN) -> str:
    """The condition that lets nothing but some roles be given and taken."""
    allowed = ", ".join(roles)
    kind = "Microsoft.Authorization/roleAssignments"
    parts = (("write", "Request"), ("delete", "Resource"))
    return " AND ".join(
        f"((!(ActionMatches{{'{kind}/{verb}'}})) OR "
        f"(@{source}[{kind}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{allowed}}}))"
        for verb, source in parts
    )


def seed(world: World, group: str | None) -> None:
    """Give the rights of a new subscription, once.

    Args:
        world: The emulated cloud.
        group: The resource group that was made for the stack, or "/" where the stack makes its own and who
            deploys has rights on the whole subscription; None for a subscription where nothing was done.
    """
    scope = f"/subscriptions/{world.account.subscription}"
    if world.store.get("seeded", scope):
        return
    world.store.put("seeded", scope, value=True)
    _assign(world, scope, "owner", _OWNER)
    _assign(world, scope, "vaultAdministrator", _READER)
    _assign(world, scope, "vaultAdministrator", _VAULTS)
    if group is None:
        return
    for namespace in PROVIDERS:
        register(world, namespace)
    place = scope if group == "/" else _make_group(world, group)
    _assign(world, place, "deployer", _CONTRIBUTOR)
    _assign(world, place, "deployer", _RIGHTS_ADMINISTRATOR, condition())
    _assign(world, place, "deployer", _LOCKS_CONTRIBUTOR)


def _make_group(world: World, name: str) -> str:
    place = parse(f"/subscriptions/{world.account.subscription}/resourceGroups/{name}")
    kind = "Microsoft.Resources/resourceGroups"
    made = {"id": place.path, "name": name, "type": kind, "location": "westeurope"}
    world.save(place, {**made, "properties": {"provisioningState": "Succeeded"}})
    return place.path


def _assign(world: World, scope: str, name: str, role: str, limits: str | None = None) -> None:
    number = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{scope}{name}{role}"))
    rid = parse(f"{scope}/providers/Microsoft.Authorization/roleAssignments/{number}")
    definitions = f"/subscriptions/{world.account.subscription}/providers/Microsoft.Authorization"
    properties = {
        "principalId": world.account.principals[name].object,
        "principalType": "ServicePrincipal",
        "roleDefinitionId": f"{definitions}/roleDefinitions/{role}",
        "scope": scope,
    }
    if limits:
        properties |= {"condition": limits, "conditionVersion": "2.0"}
    kind = "Microsoft.Authorization/roleAssignments"
    world.save(rid, {"id": rid.path, "name": number, "type": kind, "properties": properties})

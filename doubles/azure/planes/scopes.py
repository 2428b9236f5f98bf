"""Subscriptions, tenants, providers and the lists that look across all types."""

from __future__ import annotations

import re
from typing import Any

from doubles.azure.access.decide import may, require
from doubles.azure.access.providers import is_registered, register
from doubles.azure.access.roles import ROLES, Role
from doubles.azure.errors import ArmError
from doubles.azure.ids import GROUPS, ResourceId, parse
from doubles.azure.world import Answer, Call, Resource, World

_PROVIDERS = ("Microsoft.Web", "Microsoft.KeyVault", "Microsoft.DBforPostgreSQL", "Microsoft.Network",
              "Microsoft.ManagedIdentity", "Microsoft.Authorization", "Microsoft.OperationalInsights",
              "Microsoft.Insights", "Microsoft.Storage", "Microsoft.ContainerRegistry")  # fmt: skip


def tenants(world: World, call: Call) -> Answer:
    """The one tenant."""
    del call
    tenant = world.account.tenant
    return Answer(200, {"value": [{"id": f"/tenants/{tenant}", "tenantId": tenant}]})


def subscriptions(world: World, call: Call) -> Answer:
    """The one subscription, as a list."""
    del call
    return Answer(200, {"value": [_subscription(world.account.subscription, world.account.tenant)]})


def subscription(world: World, call: Call) -> Answer:
    """The one subscription."""
    del call
    return Answer(200, _subscription(world.account.subscription, world.account.tenant))


def locations(world: World, call: Call) -> Answer:
    """The regions."""
    del world, call
    region = {"name": "westeurope", "displayName": "West Europe", "type": "Region"}
    return Answer(200, {"value": [region]})


def providers(world: World, call: Call) -> Answer:
    """The resource providers, as a list."""
    del call
    return Answer(200, {"value": [_provider(world, one) for one in _PROVIDERS]})


def provider(world: World, call: Call) -> Answer:
    """One resource provider."""
    return Answer(200, _provider(world, call.names["namespace"]))


def register_provider(world: World, call: Call) -> Answer:
    """Register a resource provider, which needs a right on the whole subscription.

    Raises:
        ArmError: The caller does not have it.
    """
    namespace = call.names["namespace"]
    scope = ResourceId(f"/subscriptions/{call.names['subscription']}", "", None)
    require(world, call.caller, scope, f"{namespace}/register/action")
    register(world, namespace)
    return Answer(200, _provider(world, namespace))


def groups(world: World, call: Call) -> Answer:
    """The resource groups that the caller may see."""
    found = [group for rid, group in world.all_of(GROUPS) if _visible(world, call, rid)]
    return Answer(200, {"value": found})


def role_definitions(world: World, call: Call) -> Answer:
    """The roles that matter here; a filter asks for one by its name."""
    wanted = re.search(r"roleName eq '([^']+)'", call.query.get("$filter", ""), re.IGNORECASE)
    roles = [role for role in ROLES.values() if wanted is None or role.name == wanted.group(1)]
    return Answer(200, {"value": [_role(world, role) for role in roles]})


def role_definition(world: World, call: Call) -> Answer:
    """One role.

    Raises:
        ArmError: There is none of that id.
    """
    role = ROLES.get(call.names["number"].lower())
    if role is None:
        raise ArmError(404, "RoleDefinitionDoesNotExist", f"There is no role '{call.names['number']}'.")
    return Answer(200, _role(world, role))


def _visible(world: World, call: Call, rid: ResourceId) -> bool:
    """A list shows what its reader may read."""
    return may(world, str(call.caller["oid"]), f"{rid.written_type}/read", rid.path)


def resources(world: World, call: Call) -> Answer:
    """Top-level resources of a scope, by the two filters that clients use."""
    return Answer(200, {"value": _resources(world, call)})


def _subscription(number: str, tenant: str) -> Resource:
    return {
        "id": f"/subscriptions/{number}",
        "subscriptionId": number,
        "tenantId": tenant,
        "displayName": "herm rehearsal",
        "state": "Enabled",
        "subscriptionPolicies": {
            "spendingLimit": "Off",
            "quotaId": "rehearsal",
            "locationPlacementId": "rehearsal",
        },
    }


def _provider(world: World, name: str) -> Resource:
    place = f"/subscriptions/{world.account.subscription}/providers/{name}"
    state = "Registered" if is_registered(world, name) else "NotRegistered"
    return {"id": place, "namespace": name, "registrationState": state, "resourceTypes": []}


def _role(world: World, role: Role) -> Resource:
    scope = f"/subscriptions/{world.account.subscription}"
    place = f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{role.number}"
    permissions = {
        "actions": role.actions,
        "notActions": role.not_actions,
        "dataActions": role.data_actions,
        "notDataActions": [],
    }
    return {
        "id": place,
        "name": role.number,
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {
            "roleName": role.name,
            "type": "BuiltInRole",
            "permissions": [permissions],
            "assignableScopes": ["/"],
        },
    }


def _resources(world: World, call: Call) -> list[dict[str, Any]]:
    scope = call.path.rsplit("/", 1)[0]
    wanted = call.query.get("$filter", "")
    kind = re.search(r"resourceType eq '([^']+)'", wanted, re.IGNORECASE)
    name = re.search(r"\bname eq '([^']+)'", wanted, re.IGNORECASE)
    found = []
    for rid, resource in world.below(scope):
        if rid.type == GROUPS or (kind is None and rid.type.count("/") > 1):
            continue
        if kind is not None and rid.type != kind.group(1).lower():
            continue
        if name is not None and (rid.name or "").lower() != name.group(1).lower():
            continue
        if not _visible(world, call, rid):
            continue
        if parse(rid.scope).type not in ("", GROUPS) or rid.type.startswith("microsoft.authorization/"):
            continue
        keys = ("id", "name", "type", "location", "tags", "kind", "sku", "identity")
        found.append({key: resource[key] for key in keys if key in resource})
    return found

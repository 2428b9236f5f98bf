"""Subscriptions, tenants, providers and the lists that look across all types."""

from __future__ import annotations

import re
from typing import Any

from doubles.azure.ids import GROUPS, parse
from doubles.azure.services.identity import ROLES
from doubles.azure.world import Answer, Call, Resource, World

_PROVIDERS = ("Microsoft.Web", "Microsoft.KeyVault", "Microsoft.DBforPostgreSQL", "Microsoft.Network",
              "Microsoft.ManagedIdentity", "Microsoft.Authorization", "Microsoft.OperationalInsights",
              "Microsoft.Insights")  # fmt: skip


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
    """One resource provider, which is registered."""
    return Answer(200, _provider(world, call.names["namespace"]))


def groups(world: World, call: Call) -> Answer:
    """The resource groups."""
    del call
    return Answer(200, {"value": [group for _, group in world.all_of(GROUPS)]})


def role_definitions(world: World, call: Call) -> Answer:
    """The roles that matter here, whatever the filter asks for."""
    del call
    return Answer(200, {"value": [_role(world, number, name) for number, name in ROLES.items()]})


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
    return {"id": place, "namespace": name, "registrationState": "Registered", "resourceTypes": []}


def _role(world: World, number: str, name: str) -> Resource:
    scope = f"/subscriptions/{world.account.subscription}"
    place = f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{number}"
    return {
        "id": place,
        "name": number,
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {"roleName": name, "type": "BuiltInRole", "permissions": [], "assignableScopes": ["/"]},
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
        if parse(rid.scope).type not in ("", GROUPS) or rid.type.startswith("microsoft.authorization/"):
            continue
        keys = ("id", "name", "type", "location", "tags", "kind", "sku", "identity")
        found.append({key: resource[key] for key in keys if key in resource})
    return found

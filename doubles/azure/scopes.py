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


def scope_answer(world: World, call: Call) -> Answer | None:  # noqa: PLR0911 - a list of paths
    """The answer when a path names a scope and not a resource; None otherwise."""
    parts = call.path.lower().strip("/").split("/")
    account = world.account
    if parts == ["subscriptions"]:
        return Answer(200, {"value": [_subscription(account.subscription, account.tenant)]})
    if parts == ["tenants"]:
        return Answer(200, {"value": [{"id": f"/tenants/{account.tenant}", "tenantId": account.tenant}]})
    if parts[0] != "subscriptions":
        return None
    rest = parts[2:]
    if not rest:
        return Answer(200, _subscription(account.subscription, account.tenant))
    if rest == ["locations"]:
        return Answer(
            200, {"value": [{"name": "westeurope", "displayName": "West Europe", "type": "Region"}]}
        )
    if (rest[0] == "providers" and len(rest) <= 2) or (rest[0] == "providers" and rest[2:] == ["register"]):
        known = [_provider(world, one) for one in _PROVIDERS if len(rest) == 1 or one.lower() == rest[1]]
        return Answer(200, {"value": known} if len(rest) == 1 else (known or [_provider(world, rest[1])])[0])
    if rest[-1] == "resources" and (len(rest) == 1 or (rest[0] == "resourcegroups" and len(rest) == 3)):
        return Answer(200, {"value": _resources(world, call)})
    if rest[-2:] == ["microsoft.authorization", "roledefinitions"]:
        return Answer(200, {"value": [_role(world, number, name) for number, name in ROLES.items()]})
    if rest == ["resourcegroups"]:
        groups = [resource for rid, resource in world.below("/subscriptions") if rid.type == GROUPS]
        return Answer(200, {"value": groups})
    return None


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
    """Top-level resources of a scope, by the two filters that clients use."""
    scope = call.path.rstrip("/").rsplit("/", 1)[0]
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

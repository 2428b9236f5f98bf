"""A network of somebody else's beside stack prod, and the right to join it."""

from __future__ import annotations

import time

from tests.rehearsal.clouds import NETWORK_CONTRIBUTOR, asker
from tests.rehearsal.prod import Prod

HUB = "resourceGroups/hub"


def a_subnet(prod: Prod, network: str, addresses: str) -> str:
    """A network in a group of somebody else's; gives the id of its subnet."""
    ask, place = asker(prod.azure), prod.settings.plain.get("location", "swedencentral")
    assert ask("PUT", HUB, {"location": place}).is_success
    inside = {"name": "inside", "properties": {"addressPrefix": f"{addresses}/27"}}
    space = {"addressSpace": {"addressPrefixes": [f"{addresses}/24"]}, "subnets": [inside]}
    path = f"{HUB}/providers/Microsoft.Network/virtualNetworks/{network}"
    made = ask("PUT", path, {"location": place, "properties": space}).json()["id"]
    deadline = time.monotonic() + 60
    while ask("GET", path).json()["properties"]["provisioningState"] != "Succeeded":  # its group is busy
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return f"{made}/subnets/inside"


def let_join(prod: Prod) -> None:
    """Give who deploys the role of docs/azure.md."""
    ask, endpoint = asker(prod.azure), prod.azure.endpoint.acting_as("deployer")
    roles = f"/subscriptions/{endpoint.subscription}/providers/Microsoft.Authorization/roleDefinitions"
    [who] = {
        one["properties"]["principalId"]
        for one in prod.azure.resources()
        if one["type"].endswith("/roleAssignments") and one["properties"].get("condition")
    }
    role = f"{HUB}/providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222"
    given = {"principalId": who, "roleDefinitionId": f"{roles}/{NETWORK_CONTRIBUTOR}"}
    assert ask("PUT", role, {"properties": given}).is_success

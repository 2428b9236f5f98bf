"""Private endpoints of apps: where Azure makes one, and who reaches the app then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from doubles.azure.planes import sites
from doubles.azure.world import Call
from tests.support.arm import SUBSCRIPTION, Arm

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/herm"
WEB, NETWORK = f"{GROUP}/providers/Microsoft.Web", f"{GROUP}/providers/Microsoft.Network"
PLAN, APP = f"{WEB}/serverfarms/plan", f"{WEB}/sites/hermapi"
HUB, ENDPOINT = f"{NETWORK}/virtualNetworks/hub", f"{NETWORK}/privateEndpoints/hermapi-endpoint"
PLACE = {"location": "swedencentral"}


def plan(sku: str) -> dict[str, Any]:
    """A plan of Linux machines."""
    return {**PLACE, "kind": "linux", "sku": {"name": sku}, "properties": {"reserved": True}}


def site(access: str = "Enabled") -> dict[str, Any]:
    """An app."""
    properties = {"serverFarmId": PLAN, "publicNetworkAccess": access}
    return {**PLACE, "kind": "app,linux,container", "properties": properties}


def endpoint(subnet: str = "inside", target: str = APP, **place: str) -> dict[str, Any]:
    """A private endpoint of an app."""
    link = {"name": "one", "properties": {"privateLinkServiceId": target, "groupIds": ["sites"]}}
    return {
        **PLACE,
        **place,
        "properties": {
            "subnet": {"id": f"{HUB}/subnets/{subnet}"},
            "privateLinkServiceConnections": [link],
        },
    }


def zones(of: str) -> dict[str, Any]:
    """The zones of an endpoint."""
    return {"properties": {"privateDnsZoneConfigs": [{"name": "z", "properties": {"privateDnsZoneId": of}}]}}


@pytest.fixture
def arm(tmp_path: Path) -> Arm:
    """An app, and a network with a free subnet and one that is a database's."""
    arm = Arm(tmp_path)
    delegation = {
        "name": "db",
        "properties": {"serviceName": "Microsoft.DBforPostgreSQL/flexibleServers"},
    }
    subnets = [
        {"name": "inside", "properties": {"addressPrefix": "10.1.0.0/27"}},
        {"name": "db", "properties": {"addressPrefix": "10.1.0.32/27", "delegations": [delegation]}},
    ]
    hub = {"addressSpace": {"addressPrefixes": ["10.1.0.0/24"]}, "subnets": subnets}
    for path, body in (
        (GROUP, PLACE),
        (PLAN, plan("B1")),
        (APP, site()),
        (HUB, {**PLACE, "properties": hub}),
    ):
        assert (refused := arm.put(path, body)) is None, refused
    return arm


def test_endpoint_needs_a_free_subnet_of_its_region_and_a_plan_that_has_them(arm: Arm) -> None:
    """No subnet, a delegated one, another region, no app, a Free plan: each is refused."""
    for wrong in (
        endpoint("none"),
        endpoint("db"),
        endpoint(location="westeurope"),
        endpoint(target=f"{WEB}/sites/none"),
    ):
        assert arm.put(ENDPOINT, wrong) is not None
    assert arm.put(PLAN, plan("F1")) is None
    assert "not supported in the tier 'Free'" in str(arm.put(ENDPOINT, endpoint()))
    assert arm.put(PLAN, plan("B1")) is None
    assert arm.put(ENDPOINT, endpoint()) is None
    group = f"{ENDPOINT}/privateDnsZoneGroups/default"
    assert arm.put(group, zones(HUB)) is None
    assert "was not found" in str(arm.put(group, zones(f"{HUB}x")))
    assert "is in use by" in str(arm.delete(HUB))


def test_who_is_outside_is_refused_where_public_access_is_disabled(arm: Arm) -> None:
    """From inside the network the endpoint lets in, once there is one."""

    def status(caller: str) -> int:
        arm.happens("called-from", caller, None)
        return sites.health(arm.world, Call("GET", "hermapi.azurewebsites.net", "/healthz", {}, {})).status

    assert status("203.0.113.10") != 403
    assert arm.put(APP, site("Disabled")) is None
    assert (status("203.0.113.10"), status("10.1.0.9")) == (403, 403)
    assert arm.put(ENDPOINT, endpoint()) is None
    assert status("203.0.113.10") == 403
    assert status("10.1.0.9") != 403

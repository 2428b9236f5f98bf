"""Private endpoints of apps: where Azure makes one, and who reaches the app then."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from doubles.azure.access.decide import require_joins
from doubles.azure.errors import ArmError
from doubles.azure.ids import parse
from doubles.azure.planes import sites
from doubles.azure.services import service_of
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
    moved = arm.put(ENDPOINT, endpoint("other"))
    assert moved is not None
    assert moved.code == "CannotChangeSubnetOnExistingPrivateEndpoint"
    group = f"{ENDPOINT}/privateDnsZoneGroups/default"
    assert arm.put(group, zones(HUB)) is None
    assert "was not found" in str(arm.put(group, zones(f"{HUB}x")))
    assert "is in use by" in str(arm.delete(HUB))


def test_who_may_write_an_endpoint_may_not_join_every_subnet(arm: Arm) -> None:
    """Contributor of one group has no right in another's network, nor to its zones, until a role gives it."""
    world, elsewhere = arm.world, GROUP.replace("/herm", "/hub")
    caller = {"appid": "deployer", "oid": "00000000-0000-4000-8000-0000000000ee"}
    roles = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
    assert arm.put(elsewhere, PLACE) is None

    def give(scope: str, role: str) -> None:
        name = uuid.uuid5(uuid.NAMESPACE_URL, scope + role)
        given = {"principalId": caller["oid"], "roleDefinitionId": f"{roles}/{role}"}
        path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
        assert arm.put(path, {"properties": {**given, "principalType": "ServicePrincipal"}}) is None

    def refusal(path: str, body: dict[str, Any]) -> str:
        rid = parse(path)
        try:
            require_joins(world, caller, rid, service_of(rid.type).joins(body))
        except ArmError as refused:
            return f"{refused.code} {refused}"
        return ""

    network = f"{elsewhere}/providers/Microsoft.Network/virtualNetworks/other"
    zone = f"{elsewhere}/providers/Microsoft.Network/privateDnsZones/privatelink.azurewebsites.net"
    made = endpoint()
    made["properties"]["subnet"] = {"id": f"{network}/subnets/inside"}
    link = {"properties": {"virtualNetwork": {"id": network}}}
    wanted = [
        (ENDPOINT, made, "subnets/join/action"),
        (f"{NETWORK}/privateDnsZones/z/virtualNetworkLinks/one", link, "virtualNetworks/join/action"),
        (f"{ENDPOINT}/privateDnsZoneGroups/default", zones(zone), "privateDnsZones/join/action"),
    ]
    space = {"addressSpace": {"addressPrefixes": ["10.2.0.0/24"]}}
    assert arm.put(network, {**PLACE, "properties": space}) is None
    assert arm.put(zone, {"location": "global"}) is None
    give(GROUP, "b24988ac-6180-42a0-ab88-20f7382dd24c")
    for path, body, action in wanted:
        assert refusal(path, body).startswith("LinkedAuthorizationFailed")
        assert action in refusal(path, body)
    assert refusal(ENDPOINT, endpoint()) == ""
    give(network, "4d97b98b-1d4f-4787-a291-c67834d212e7")
    assert [bool(refusal(path, body)) for path, body, _ in wanted] == [False, False, True]
    give(zone, "b12aa53e-6015-4669-85d0-8515ebb3ae7f")
    assert refusal(*wanted[2][:2]) == ""


def test_link_stays_with_its_network_which_is_linked_to_one_zone_of_a_name(arm: Arm) -> None:
    """Another network needs another link, and a network knows one zone of a name."""
    other, tail = f"{NETWORK}/virtualNetworks/other", "privateDnsZones/privatelink.azurewebsites.net"
    space = {"addressSpace": {"addressPrefixes": ["10.2.0.0/24"]}}
    assert arm.put(other, {**PLACE, "properties": space}) is None
    elsewhere = GROUP.replace("/herm", "/hub")
    assert arm.put(elsewhere, PLACE) is None

    def link(group: str, network: str) -> ArmError | None:
        zone = f"{group}/providers/Microsoft.Network/{tail}"
        assert arm.put(zone, {"location": "global"}) is None
        body = {"virtualNetwork": {"id": network}, "registrationEnabled": False}
        return arm.put(f"{zone}/virtualNetworkLinks/one", {"location": "global", "properties": body})

    assert link(GROUP, HUB) is None
    assert link(GROUP, HUB) is None
    assert "cannot be changed" in str(link(GROUP, other))
    assert "overlapping namespaces" in str(link(elsewhere, HUB))
    assert link(elsewhere, other) is None


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

"""Private endpoints: a resource of Azure's at an address of a subnet, and the zones that know the address.

After learn.microsoft.com, "Use private endpoints for App Service apps" and "What is a private endpoint?".
"""

from __future__ import annotations

from typing import Any

from doubles.azure.errors import bad_request
from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import Service, properties_of, with_properties
from doubles.azure.services.web.plans import plan_of
from doubles.azure.world import Resource, World

ENDPOINTS = "microsoft.network/privateendpoints"
_WITHOUT = ("Free", "Shared")


class PrivateEndpoints(Service):
    """Endpoints of apps: where there is a free subnet in the same region, and a plan that has them."""

    slow = True

    def joins(self, body: Resource) -> list[tuple[str, str]]:
        """The subnet."""
        return [(_subnet_of(body), "Microsoft.Network/virtualNetworks/subnets/join/action")]

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Look for the subnet and for what the endpoint leads to."""
        del rid
        given = properties_of(body)
        subnet = _subnet_of(body)
        if old is not None and _subnet_of(old).lower() != subnet.lower():
            message = "The subnet of an existing private endpoint cannot be changed."
            raise bad_request(message, "CannotChangeSubnetOnExistingPrivateEndpoint")
        _check_subnet(world, subnet, str((old or body).get("location") or ""))
        connections = given.get("privateLinkServiceConnections") or []
        if len(connections) != 1:
            raise bad_request("A private endpoint has one connection.", "InvalidRequestFormat")
        _check_target(world, properties_of(connections[0]))
        return with_properties(body, provisioningState="Updating")


class ZoneGroups(Service):
    """The zones of an endpoint, which have to be there."""

    slow = True

    def joins(self, body: Resource) -> list[tuple[str, str]]:
        """Each zone."""
        return [(zone, "Microsoft.Network/privateDnsZones/join/action") for zone in _zones_of(body)]

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Each zone is looked for."""
        del rid, old
        for zone in _zones_of(body):
            if world.find(zone) is None:
                raise bad_request(f"The private DNS zone '{zone}' was not found.", "ResourceNotFound")
        return with_properties(body, provisioningState="Updating")


def _subnet_of(endpoint: Resource) -> str:
    return str((properties_of(endpoint).get("subnet") or {}).get("id") or "")


def _zones_of(group: Resource) -> list[str]:
    zones = properties_of(group).get("privateDnsZoneConfigs") or []
    return [str(properties_of(one).get("privateDnsZoneId") or "") for one in zones]


def leads_to(world: World, app: ResourceId) -> bool:
    """Whether a private endpoint leads to an app."""
    for _, endpoint in world.all_of(ENDPOINTS):
        for one in properties_of(endpoint).get("privateLinkServiceConnections") or []:
            if str(properties_of(one).get("privateLinkServiceId")).lower() == app.key:
                return True
    return False


def _check_subnet(world: World, subnet: str, location: str) -> None:
    found = world.find(subnet)
    if found is None:
        raise bad_request(f"The subnet '{subnet}' was not found.", "InvalidResourceReference")
    if properties_of(found).get("delegations"):
        message = f"Private endpoint cannot be created in the subnet '{subnet}': it is delegated."
        raise bad_request(message, "PrivateEndpointCannotBeCreatedInSubnetThatIsDelegated")
    parent = parse(subnet).parent
    network = world.find(parent.key) if parent else None
    if str((network or {}).get("location")).lower() != location.lower():
        message = "The private endpoint and its virtual network have to be in the same region."
        raise bad_request(message, "InvalidResourceLocation")


def _check_target(world: World, connection: dict[str, Any]) -> None:
    target = str(connection.get("privateLinkServiceId") or "")
    app = world.find(target)
    if app is None or parse(target).type != "microsoft.web/sites":
        raise bad_request(f"'{target}' has no private link.", "PrivateLinkServiceNotFound")
    if connection.get("groupIds") != ["sites"]:
        raise bad_request("The group ids of an app are ['sites'].", "InvalidGroupIds")
    plan = plan_of(world, app) or {}
    if plan["sku"]["tier"] in _WITHOUT:
        message = f"Private endpoints are not supported in the tier '{plan['sku']['tier']}'."
        raise bad_request(message, "PrivateEndpointNotSupportedForSku")

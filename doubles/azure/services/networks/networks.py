"""Virtual networks and their subnets, and what keeps each of them from going."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from doubles.azure.errors import bad_request
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.services.networks.address_ranges import check_ranges
from doubles.azure.world import Resource, World

SUBNETS = "microsoft.network/virtualnetworks/subnets"
_LINKED = "link"
"""In the store: the plan whose apps have joined a subnet. The link stays until the plan goes."""


class Networks(Service):
    """Networks: a write replaces all subnets, and none goes while something is in it."""

    slow = True

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Make the subnets that are sent; those that are not sent go."""
        del old
        given = properties_of(body)
        wanted = {str(one["name"]).lower(): one for one in given.pop("subnets", None) or []}
        spaces = (given.get("addressSpace") or {}).get("addressPrefixes") or []
        check_ranges(rid.name or "", spaces, list(wanted.values()))
        for inner, _ in list(_subnets(world, rid)):
            if str(inner.name).lower() not in wanted:
                _refuse_if_used(world, inner)
                world.erase(inner)
        for one in wanted.values():
            place = f"{rid.path}/subnets/{one['name']}"
            subnet = {"id": place, "type": "Microsoft.Network/virtualNetworks/subnets", **one}
            world.store.put("resource", place.lower(), _subnet(subnet))
        body = with_defaults(
            {**body, "properties": given}, {"enableDdosProtection": False, "resourceGuid": str(uuid.uuid4())}
        )
        return with_properties(body, provisioningState="Updating")

    def show(self, world: World, rid: ResourceId, resource: Resource) -> Resource:
        """A network is read with its subnets inside, however they were made."""
        return with_properties(resource, subnets=[one for _, one in _subnets(world, rid)])

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Refuse to go while something is in a subnet, or a private zone is linked to it."""
        del resource
        for inner, _ in _subnets(world, rid):
            _refuse_if_used(world, inner)


class Subnets(Service):
    """Subnets that are written one by one."""

    slow = True

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Fill in what the service adds; its range is the network's, and nobody else's."""
        del old
        if rid.parent is not None:
            network = properties_of(world.find(rid.parent.key))
            spaces = (network.get("addressSpace") or {}).get("addressPrefixes") or []
            others = [one for inner, one in _subnets(world, rid.parent) if inner.key != rid.key]
            check_ranges(rid.parent.name or "", spaces, [*others, {"name": rid.name, **body}])
        return with_properties(_subnet(body), provisioningState="Updating")

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Refuse to go while something is in it."""
        del resource
        _refuse_if_used(world, rid)


def reach_storage(world: World, subnet: str) -> None:
    """Give a database's subnet the way to Azure's storage, as Azure may do when a server moves in."""
    found = world.find(subnet)
    there = properties_of(found).get("serviceEndpoints") or []
    if found is None or any(one.get("service") == "Microsoft.Storage" for one in there):
        return
    endpoints = [*there, {"service": "Microsoft.Storage", "provisioningState": "Succeeded"}]
    world.store.put("resource", subnet.lower(), with_properties(found, serviceEndpoints=endpoints))


def join(world: World, subnet: str, plan: str) -> None:
    """Note that apps of a plan are in a subnet."""
    world.store.put(_LINKED, subnet.lower(), plan.lower())


def _subnets(world: World, network: ResourceId) -> Iterator[tuple[ResourceId, Resource]]:
    return ((rid, one) for rid, one in world.below(f"{network.key}/subnets") if rid.type == SUBNETS)


def _subnet(body: Resource) -> Resource:
    policies = {
        "privateEndpointNetworkPolicies": "Disabled",
        "privateLinkServiceNetworkPolicies": "Enabled",
    }
    return with_properties(with_defaults(body, policies), provisioningState="Succeeded")


def _refuse_if_used(world: World, subnet: ResourceId) -> None:
    user = next(_users(world, subnet), None)
    if user is not None:
        raise bad_request(
            f"Subnet {subnet.name} is in use by {user} and cannot be deleted. In order to delete the subnet, "
            "delete all the resources within the subnet. See aka.ms/deletesubnet.",
            "InUseSubnetCannotBeDeleted",
        )


def _users(world: World, subnet: ResourceId) -> Iterator[str]:
    """What is in a subnet: a server, an endpoint, or App Service's own link while its plan is there."""
    for rid, server in world.all_of("microsoft.dbforpostgresql/flexibleservers"):
        network = properties_of(server).get("network") or {}
        if str(network.get("delegatedSubnetResourceId", "")).lower() == subnet.key:
            yield rid.path
    for rid, endpoint in world.all_of("microsoft.network/privateendpoints"):
        if str((properties_of(endpoint).get("subnet") or {}).get("id", "")).lower() == subnet.key:
            yield rid.path
    plan = world.store.get(_LINKED, subnet.key)
    if plan and world.find(plan):
        yield f"{subnet.path}/serviceAssociationLinks/AppServiceLink"

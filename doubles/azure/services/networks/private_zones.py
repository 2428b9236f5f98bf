"""Private zones and their links to networks, and what keeps them from going.

Everything else about networks is in `networks.py`.
"""

from __future__ import annotations

from doubles.azure.errors import ArmError, bad_request
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_properties
from doubles.azure.world import Resource, World

LINKS = "microsoft.network/privatednszones/virtualnetworklinks"


class PrivateZones(Service):
    """Private zones, which keep their links."""

    slow = True

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """It is global, and slow."""
        del world, rid, old
        return with_properties(body, provisioningState="Updating")

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Refuse to go while a network is linked to it."""
        del resource
        for inner, _ in world.below(f"{rid.key}/virtualnetworklinks"):
            raise ArmError(
                409,
                "CannotDeleteResource",
                f"Cannot delete resource while nested resources exist. Some existing nested resource IDs "
                f"include: '{inner.path}'. Please delete all nested resources before deleting this resource.",
            )


class NetworkLinks(Service):
    """Links of a private zone to a network, which has to be there."""

    slow = True

    def joins(self, body: Resource) -> list[tuple[str, str]]:
        """The network."""
        return [(_network_of(body), "Microsoft.Network/virtualNetworks/join/action")]

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """The network is looked for, and stays the same; of zones of one name it is linked to one."""
        network = _network_of(body)
        if world.find(network) is None:
            raise bad_request(f"The virtual network '{network}' was not found.", "BadRequest")
        if old is not None and _network_of(old).lower() != network.lower():
            raise bad_request("The virtual network of a link cannot be changed.", "BadRequest")
        for other, link in world.all_of(LINKS):
            if (
                other.key != rid.key
                and _network_of(link).lower() == network.lower()
                and _zone(other) == _zone(rid)
            ):
                raise bad_request(
                    f"A virtual network cannot be linked to multiple zones with overlapping namespaces. You "
                    f"tried to link virtual network with '{_zone(rid)}' and '{_zone(other)}' zones.",
                    "BadRequest",
                )
        return with_properties(body, virtualNetworkLinkState="Completed", provisioningState="Updating")


def _network_of(link: Resource) -> str:
    return str((properties_of(link).get("virtualNetwork") or {}).get("id", ""))


def _zone(link: ResourceId) -> str:
    return str(link.parent.name if link.parent else "").lower()

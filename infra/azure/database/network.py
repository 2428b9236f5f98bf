"""Component `herm:index:AzureNetwork`: the network in which App Service reaches a private database."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_azure_native.network import (
    AddressSpaceArgs,
    DelegationArgs,
    ServiceEndpointPropertiesFormatArgs,
    SubnetArgs,
    VirtualNetwork,
)
from pulumi_azure_native.privatedns import PrivateZone, SubResourceArgs, VirtualNetworkLink

from infra.azure.location import Location
from infra.config.azure.deployed import DATABASE_ZONE
from infra.config.azure.names import Names

# Nothing else is in this network, and it is joined to no other: any private range does. App Service takes
# an address for each instance, twice while it moves them; the database needs a subnet of its own.
_RANGE, _APP_RANGE, _DATABASE_RANGE = "10.20.0.0/24", "10.20.0.0/25", "10.20.0.128/27"


class AzureNetwork(pulumi.ComponentResource):
    """A virtual network with a subnet for the app and one for the database, and the database's zone.

    Attributes:
        app_subnet: Id of the subnet that the Web App joins.
        database_subnet: Id of the subnet that the database is in.
        zone: Id of the private DNS zone, known once the network can see it.
    """

    app_subnet: pulumi.Output[str]
    database_subnet: pulumi.Output[str]
    zone: pulumi.Output[str]

    def __init__(
        self, name: str, location: Location, names: Names, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("herm:index:AzureNetwork", name, None, opts)
        network = VirtualNetwork(
            f"{name}-virtual-network",
            virtual_network_name=names.part("network"),
            resource_group_name=location.group,
            location=location.region,
            address_space=AddressSpaceArgs(address_prefixes=[_RANGE]),
            # In the network's own request: subnets made one by one collide in Azure.
            subnets=[
                _subnet("app", _APP_RANGE, "Microsoft.Web/serverFarms"),
                # The server ships its write-ahead log to Azure's storage. Azure may add the way there by
                # itself, and a network that is written without it would lose it again.
                _subnet(
                    "database",
                    _DATABASE_RANGE,
                    "Microsoft.DBforPostgreSQL/flexibleServers",
                    endpoints=("Microsoft.Storage",),
                ),
            ],
            tags=location.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        zone = PrivateZone(
            f"{name}-zone",
            private_zone_name=f"{names.server}{DATABASE_ZONE}",
            resource_group_name=location.group,
            location="global",
            tags=location.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        link = VirtualNetworkLink(
            f"{name}-zone-link",
            virtual_network_link_name=names.part("network"),
            private_zone_name=zone.name,
            resource_group_name=location.group,
            location="global",
            registration_enabled=False,
            virtual_network=SubResourceArgs(id=network.id),
            tags=location.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.app_subnet = pulumi.Output.concat(network.id, "/subnets/app")
        self.database_subnet = pulumi.Output.concat(network.id, "/subnets/database")
        self.zone = pulumi.Output.all(zone.id, link.id).apply(lambda ids: str(ids[0]))
        self.register_outputs(
            {"appSubnet": self.app_subnet, "databaseSubnet": self.database_subnet, "zone": self.zone}
        )


def _subnet(name: str, addresses: str, service: str, endpoints: Sequence[str] = ()) -> SubnetArgs:
    return SubnetArgs(
        name=name,
        service_endpoints=[ServiceEndpointPropertiesFormatArgs(service=one) for one in endpoints] or None,
        address_prefix=addresses,
        delegations=[DelegationArgs(name=name, service_name=service)],
    )

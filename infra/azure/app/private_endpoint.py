"""Component `herm:index:AzurePrivateEndpoint`: the app at an address of a network of the user's."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network, privatedns
from pulumi_azure_native.web import WebApp

from infra.azure.location import Location
from infra.config.azure.access.private_endpoint import ZONE, PrivateEndpointSettings
from infra.config.azure.names import Names


@dataclass(frozen=True)
class AzurePrivateEndpointArgs:
    """What an endpoint needs."""

    location: Location
    names: Names
    settings: PrivateEndpointSettings
    app: WebApp


class AzurePrivateEndpoint(pulumi.ComponentResource):
    """An endpoint in a subnet that is there, and the zone in which the network finds the app's names at it.

    Attributes:
        endpoint_id: The endpoint's id.
    """

    endpoint_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: AzurePrivateEndpointArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("herm:index:AzurePrivateEndpoint", name, None, opts)
        location, names = args.location, args.names
        endpoint = network.PrivateEndpoint(
            f"{name}-endpoint",
            private_endpoint_name=names.part("endpoint"),
            resource_group_name=location.group,
            location=location.region,
            subnet=network.SubnetArgs(id=args.settings.subnet),
            private_link_service_connections=[
                network.PrivateLinkServiceConnectionArgs(
                    name=names.part("endpoint"), private_link_service_id=args.app.id, group_ids=["sites"]
                )
            ],
            tags=location.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        zone = self._zone(name, args)
        network.PrivateDnsZoneGroup(
            f"{name}-zone-group",
            private_dns_zone_group_name="default",
            private_endpoint_name=endpoint.name,
            resource_group_name=location.group,
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(name=ZONE.replace(".", "-"), private_dns_zone_id=zone)
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.endpoint_id = endpoint.id
        self.register_outputs({"endpointId": self.endpoint_id})

    def _zone(self, name: str, args: AzurePrivateEndpointArgs) -> pulumi.Input[str]:
        """The zone's id; a network has one zone of this name, so one that it has is used."""
        location, settings = args.location, args.settings
        if settings.zone:
            return settings.zone
        zone = privatedns.PrivateZone(
            f"{name}-zone",
            private_zone_name=ZONE,
            resource_group_name=location.group,
            location="global",
            tags=location.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        link = privatedns.VirtualNetworkLink(
            f"{name}-zone-link",
            virtual_network_link_name=args.names.part("endpoint"),
            private_zone_name=zone.name,
            resource_group_name=location.group,
            location="global",
            registration_enabled=False,
            virtual_network=privatedns.SubResourceArgs(id=settings.network),
            tags=location.tags,
            # A link stays with its network: another one needs another link, by the same name.
            opts=pulumi.ResourceOptions(
                parent=self, replace_on_changes=["virtualNetwork"], delete_before_replace=True
            ),
        )
        return pulumi.Output.all(zone.id, link.id).apply(lambda ids: str(ids[0]))

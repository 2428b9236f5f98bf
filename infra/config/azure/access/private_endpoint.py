"""Whether the API is reached from a network of the user's alone.

The settings are `herm:privateEndpointSubnet` and `herm:privateDnsZone`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from infra.config.azure.names import id_form
from infra.config.reader import ConfigReader

ZONE = "privatelink.azurewebsites.net"
"""The private zone in which App Service's names are found at their private addresses."""

_SUBNET, _ZONE = "privateEndpointSubnet", "privateDnsZone"
_SUBNET_ID = re.compile(
    rf"(?P<network>{id_form('Microsoft.Network/virtualNetworks')})/subnets/[^/]+", re.IGNORECASE
)
_ZONE_ID = re.compile(id_form("Microsoft.Network/privateDnsZones"), re.IGNORECASE)


@dataclass(frozen=True)
class PrivateEndpointSettings:
    """The way to the API from inside a network.

    Attributes:
        subnet: Id of the subnet that the endpoint is in.
        network: Id of that subnet's network.
        zone: Id of the private zone that the network has already; "" where the stack makes it.
    """

    subnet: str
    network: str
    zone: str


def read_private_endpoint(reader: ConfigReader) -> PrivateEndpointSettings | None:
    """The endpoint; None where the API is on the Internet. What has no effect behind it is refused."""
    subnet, zone = reader.text(_SUBNET), reader.text(_ZONE)
    if not subnet:
        reader.refuse("has no effect without a private endpoint", _ZONE)
        return None
    reader.refuse("has no effect with a private endpoint: nobody calls from the Internet", "allowedAddresses")
    found, named = _SUBNET_ID.fullmatch(subnet), _ZONE_ID.fullmatch(zone)
    if found is None:
        command = "az network vnet subnet show --query id"
        reader.problem(_SUBNET, f"is {subnet!r}; it is what `{command}` prints", reader.set(_SUBNET, "ID"))
    if zone and (named is None or named["name"].lower() != ZONE):
        reader.problem(_ZONE, f"is {zone!r}; it is the id of a zone {ZONE}", reader.remove(_ZONE))
    return PrivateEndpointSettings(subnet, found["network"] if found else "", zone)

"""Whether a network's ranges of addresses fit together; codes and sentences are the network's own."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

from doubles.azure.errors import bad_request

_SMALLEST_OF_DATABASE = 28
_DATABASE = "Microsoft.DBforPostgreSQL/flexibleServers"


def check_ranges(network: str, spaces: list[str], subnets: list[dict[str, Any]]) -> None:
    """Refuse a subnet outside of its network, over another one, or too small for a database.

    Args:
        network: The network's name.
        spaces: Its ranges.
        subnets: Its subnets, as bodies.

    Raises:
        ArmError: With the subnet.
    """
    within = [_range(space, network) for space in spaces]
    taken: list[IPv4Network] = []
    for subnet in subnets:
        name, given = subnet["name"], subnet.get("properties") or {}
        wanted = [given["addressPrefix"]] if given.get("addressPrefix") else given.get("addressPrefixes")
        for prefix in wanted or []:
            one = _range(prefix, name)
            if not any(one.subnet_of(space) for space in within):
                raise bad_request(
                    f"Subnet '{name}' is not valid because its IP address range is outside the IP address "
                    f"range of virtual network '{network}'.",
                    "NetcfgSubnetRangeOutsideVnet",
                )
            if any(one.overlaps(other) for other in taken):
                raise bad_request(
                    f"Subnet '{name}' is not valid because its IP address range overlaps with that of an "
                    f"existing subnet in virtual network '{network}'.",
                    "NetcfgSubnetRangesOverlap",
                )
            taken.append(one)
            if one.prefixlen > _SMALLEST_OF_DATABASE and _DATABASE in _services(given):
                raise bad_request(
                    f"Subnet '{name}' is too small for {_DATABASE}: /{_SMALLEST_OF_DATABASE} at least.",
                    "SubnetTooSmall",
                )


def _services(subnet: dict[str, Any]) -> list[str]:
    """The services to which a subnet is delegated."""
    return [(one.get("properties") or {}).get("serviceName", "") for one in subnet.get("delegations") or []]


def _range(prefix: str, name: str) -> IPv4Network:
    try:
        return IPv4Network(prefix)
    except ValueError:
        raise bad_request(
            f"The address prefix {prefix} in resource {name} has an invalid CIDR notation: its first address "
            "has to be that of the range.",
            "InvalidCIDRNotation",
        ) from None

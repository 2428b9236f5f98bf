"""Who may call the API: the setting `herm:allowedAddresses`."""

from __future__ import annotations

import ipaddress

from infra.config.commands import remove_command
from infra.config.reader import ConfigReader

_SETTING = "allowedAddresses"
_MOST = 512
_NEVER_SEEN = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "::1/128", "fc00::/7")
)
"""Ranges of private networks: App Service sees the address that a request has on the Internet."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_addresses(reader: ConfigReader) -> tuple[str, ...]:
    """The ranges that may call, as `203.0.113.0/24`, one for each of config's; none where everybody may."""
    found: list[str] = []
    for number, text in enumerate(reader.entries(_SETTING)):
        path = f"{_SETTING}[{number}]"
        network = _network(text)
        if network is None:
            reader.problem(path, f"is {text!r}; it has to be like 203.0.113.7 or 203.0.113.0/24")
        elif text.partition("/")[0] != str(network.network_address):
            reason = f"is {text!r}, an address inside a range; did you mean {network}?"
            reader.problem(path, reason, reader.set(path, str(network)))
        elif any(network.version == one.version and network.subnet_of(one) for one in _NEVER_SEEN):  # type: ignore[arg-type] # of one version
            reason = f"is {text!r}, a private range: App Service sees addresses of the Internet only"
            reader.problem(path, reason, remove_command(reader.stack, path))
        else:
            found.append(str(network))
    if len(found) > _MOST:
        reader.problem(_SETTING, f"has {len(found)} ranges; Azure takes {_MOST}", reader.remove(_SETTING))
    return tuple(found)


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None

"""Values that everybody knows, that nobody has filled in, or that no server inside a container can reach."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from hasura import model
from hasura.explain.warnings.fixed_values import fixed_value_warnings
from hasura.identity.key_addresses import key_address_of
from hasura.repair.samples import is_placeholder, is_placeholder_key, is_sample

_FILLED = ("key", "jwk_url", "issuer", "audience")
_NEW = "Make a key of your own: ./herm jwt-config --hs256"


def value_warnings(fields: dict[str, Any]) -> Iterator[model.Warning]:
    """What is not the value that somebody meant to give."""
    key = fields.get("key")
    if isinstance(key, str) and is_sample(key):
        yield model.Warning(
            "key-is-public",
            "The key is a sample from public documentation: whoever knows the page can sign as anyone.",
            _NEW,
        )
    for name in _FILLED:
        value = fields.get(name)
        unfilled = is_placeholder_key if name == "key" else is_placeholder
        if isinstance(value, str) and "-----BEGIN" not in value and unfilled(value):
            yield model.Warning(
                "not-filled-in",
                f"The {name} looks like a placeholder that nobody has filled in.",
                _NEW if name == "key" else f'Give the value itself: "{name}": "..."',
            )
    if isinstance(key, str) and "PRIVATE KEY-----" in key and str(fields.get("type")).startswith("HS"):
        yield model.Warning(
            "private-key-in-secret",
            "The key is a private key: anybody who reads this server's settings can sign as anyone with it.",
            "Give the public half: openssl pkey -in private.pem -pubout -out public.pem\n"
            "./herm jwt check public.pem --fix",
        )
    if isinstance(fields.get("claims_map"), dict):
        yield from fixed_value_warnings(fields["claims_map"])
    yield from _unreachable(fields.get("jwk_url"))


def _unreachable(address: Any) -> Iterator[model.Warning]:
    if isinstance(address, str) and re.fullmatch(r"https?://[^/?#]+/?", address):
        right = key_address_of(address.rstrip("/"))
        yield model.Warning(
            "jwk-url-without-path",
            "jwk_url has no path: it looks like the issuer's address, and the keys are elsewhere on it.",
            f"Take jwks_uri from {address.rstrip('/')}/.well-known/openid-configuration"
            if right is None
            else f'Write the address of the keys: "jwk_url": "{right}"',
        )
    host = _host(address)
    if host and is_this_machine(host):
        yield model.Warning(
            "jwk-url-in-container",
            f"Inside its container {host} is the container itself, where no identity provider listens.",
            f'Name it as the container sees it: "jwk_url": "{_from_container(str(address))}"',
        )


def is_this_machine(host: str) -> bool:
    """Whether a host name means the machine, or the container, on which it is looked up."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def _host(address: Any) -> str:
    try:
        return (urlsplit(address).hostname or "") if isinstance(address, str) else ""
    except ValueError:
        return ""


def _from_container(address: str) -> str:
    parts = urlsplit(address)
    port = "" if ":" not in parts.netloc.rpartition("]")[2] else ":" + parts.netloc.rpartition(":")[2]
    return parts._replace(netloc=f"host.docker.internal{port}").geturl()

"""What users type for a provider, brought into the form that its addresses need.

Each function returns the value or raises ValueError with a sentence for the user.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from hasura.identity.traps import refuse_elsewhere

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")


def host(text: str) -> str:
    """A host name; `https://` before it and a slash after it are forgiven."""
    refuse_elsewhere(text)
    name = text.strip().removeprefix("https://").rstrip("/").lower()
    if not _HOST.fullmatch(name):
        raise ValueError(f"{text!r} is not a host name such as acme.example.com")
    return name


def url(text: str) -> str:
    """An absolute http or https address, without a slash at its end."""
    refuse_elsewhere(text)
    address = text.strip().rstrip("/")
    if address.endswith("/.well-known/openid-configuration"):
        address = address.removesuffix("/.well-known/openid-configuration")
    try:
        parts = urlsplit(address)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        raise ValueError(f"{text!r} is not an address such as https://id.acme.example") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or not port_is_valid:
        raise ValueError(f"{text!r} is not an address such as https://id.acme.example")
    if parts.query or parts.fragment or "@" in parts.netloc or re.search(r"[\s\x00-\x1f\x7f{}]", address):
        raise ValueError(f"{text!r} holds more than a scheme, a host and a path")
    return address


def word(text: str) -> str:
    """An identifier that may stand in a host name or a path as it is."""
    refuse_elsewhere(text)
    if not _WORD.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is not an identifier: letters, digits, '-', '_' and '.' only")
    return text.strip()


def server(text: str) -> str:
    """A Keycloak server's address: that of the server, not of one of its realms or of its console."""
    address = url(text)
    beyond = re.search(r"/(realms|admin)(/|$)", address)
    if beyond is not None:
        raise ValueError(
            f"{text!r} is not the server's address: it goes on after {address[: beyond.start()]}; give that, "
            "and the realm with --realm"
        )
    return address


def project(text: str) -> str:
    """A Supabase project's reference; its whole address is forgiven."""
    address = re.fullmatch(r"https://([a-z0-9]+)\.supabase\.co/?", text.strip())
    return address[1] if address is not None else word(text)


def segment(text: str) -> str:
    """A name that becomes one part of a path."""
    if not text.strip() or "/" in text:
        raise ValueError(f"{text!r} is not a name")
    return quote(text.strip(), safe="")


def guid(text: str) -> str:
    """A GUID: tokens name the tenant by it, never by a domain."""
    refuse_elsewhere(text)
    if not _GUID.fullmatch(text.strip().lower()):
        raise ValueError(
            f"{text!r} is not a tenant ID: tokens name the tenant by its GUID, not by a domain or 'common'; "
            "az account show --query tenantId prints it"
        )
    return text.strip().lower()

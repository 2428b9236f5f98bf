"""What users type for a provider, brought into the form that its addresses need.

Each function returns the value or raises ValueError with a sentence for the user.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")


def host(text: str) -> str:
    """A host name; `https://` before it and a slash after it are forgiven."""
    name = text.strip().removeprefix("https://").rstrip("/").lower()
    if not _HOST.fullmatch(name):
        raise ValueError(f"{text!r} is not a host name such as acme.example.com")
    return name


def url(text: str) -> str:
    """An absolute http or https address, without a slash at its end."""
    address = text.strip().rstrip("/")
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
    if not _WORD.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is not an identifier: letters, digits, '-', '_' and '.' only")
    return text.strip()


def segment(text: str) -> str:
    """A name that becomes one part of a path."""
    if not text.strip() or "/" in text:
        raise ValueError(f"{text!r} is not a name")
    return quote(text.strip(), safe="")


def guid(text: str) -> str:
    """A GUID: tokens name the tenant by it, never by a domain."""
    if not _GUID.fullmatch(text.strip().lower()):
        raise ValueError(
            f"{text!r} is not a tenant ID: tokens name the tenant by its GUID, not by a domain or 'common'; "
            "az account show --query tenantId prints it"
        )
    return text.strip().lower()

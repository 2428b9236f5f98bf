"""Absolute URIs, as Hasura's library requires them of every `iss`, `sub` and `aud` that has a colon."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BRACKETS = re.compile(r"[\[\]]")
_HOST = re.compile(r"(\[[0-9A-Fa-fv:.]+\]|[^\[\]:@]*)(:[0-9]*)?")
_PASSWORD = re.compile(r"(?<=//)([^/?#@:]*):[^/?#@]*@")


def is_absolute_uri(text: str) -> bool:
    """Whether the text is a scheme, a colon and what may follow it, without a forbidden character."""
    scheme, colon, rest = text.partition(":")
    if not colon or not _SCHEME.fullmatch(scheme):
        return False
    if not _CHARACTERS.fullmatch(rest) or _BROKEN_ESCAPE.search(rest):
        return False
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    if "#" in fragment or _BRACKETS.search(fragment + query):
        return False
    if not rest.startswith("//"):
        return not _BRACKETS.search(rest)
    authority, _, path = rest[2:].partition("/")
    user, at, host = authority.rpartition("@")
    if at and ("@" in user or _BRACKETS.search(user)):
        return False
    return bool(_HOST.fullmatch(host)) and not _BRACKETS.search(path)


def is_string_or_uri(text: str) -> bool:
    """A `StringOrURI` of RFC 7519: any text, but with a colon in it an absolute URI."""
    return ":" not in text or is_absolute_uri(text)


def shown_uri(text: str) -> str:
    """The URI as Hasura prints it: without the password that it may hold."""
    return _PASSWORD.sub(r"\1:...@", text)

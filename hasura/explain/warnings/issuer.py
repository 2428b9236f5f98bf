"""Whose tokens pass: issuer, audience and the address of the keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from hasura import model

_SHARED = re.compile(
    r"https://(www\.googleapis\.com/|accounts\.google\.com|login\.microsoftonline\.com/(common|organizations|consumers)\b)"
)
_ASYMMETRIC = ("RS", "ES", "Ed")


def issuer_warnings(fields: dict[str, Any]) -> Iterator[model.Warning]:
    """What lets a stranger's tokens pass, or refuses everybody's."""
    issuer, jwk_url = _text(fields, "issuer"), _text(fields, "jwk_url")
    if jwk_url and _scheme_and_host(jwk_url)[0] != "https":
        yield model.Warning(
            "jwk-url-not-https",
            "The keys are fetched without https: whoever is on the way can give Hasura a key and sign any "
            "token.",
            "Begin jwk_url with https://.",
        )
    if issuer and _scheme_and_host(issuer)[1].endswith(".auth0.com") and not issuer.endswith("/"):
        yield model.Warning(
            "auth0-issuer-slash",
            "Auth0 ends the issuer of its tokens with a slash; without it every token is refused with "
            "JWTNotInIssuer.",
            f'Set "issuer": "{issuer}/".',
        )
    yield from _of_audience(fields, issuer, jwk_url)


def _of_audience(fields: dict[str, Any], issuer: str, jwk_url: str) -> Iterator[model.Warning]:
    if fields.get("audience") == []:
        yield model.Warning(
            "audience-empty",
            "An empty list of audiences refuses every token that names one.",
            "Name the audience of your tokens, or remove the field.",
        )
    if fields.get("audience") is not None or not (jwk_url or (issuer and _is_asymmetric(fields))):
        return
    shared = _SHARED.match(issuer or jwk_url)
    yield model.Warning(
        "audience-missing",
        "This issuer signs the tokens of all its customers with the same keys: without an audience any "
        "tenant's token passes."
        if shared
        else "Without an audience every token of this issuer passes, also one made for another application.",
        'Set "audience" to what your tokens have as aud (for Firebase the project ID, for Auth0 the API\'s '
        "identifier, else the client ID).",
    )


def _scheme_and_host(text: str) -> tuple[str, str]:
    """Both in lower case, empty where the text is not an address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "", ""
    return parts.scheme, parts.hostname or ""


def _is_asymmetric(fields: dict[str, Any]) -> bool:
    return isinstance(fields.get("type"), str) and fields["type"].startswith(_ASYMMETRIC)


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""

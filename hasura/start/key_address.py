"""Addresses of keys: those from which Hasura can never read a key set, and what it says when it read none."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from hasura.formats.uri import shown_uri

_GOOGLE = "https://www.googleapis.com/"


class OtherAnswer(NamedTuple):
    """What an address answers that is not a key set.

    Attributes:
        what: The answer in words.
        right: The address that answers the keys; None where the answer itself names it.
    """

    what: str
    right: str | None


def unfetchable(jwk_url: str) -> str | None:
    """Hasura's start-up message for an address that its HTTP client refuses; None for all others."""
    reason = _refusal(jwk_url)
    return None if reason is None else fetch_failed(f'InvalidUrlException "{shown_uri(jwk_url)}" "{reason}"')


def fetch_failed(reason: str) -> str:
    """Hasura's start-up message when the set's server does not answer."""
    return f"Error fetching JWK: {reason}"


def answered_badly(jwk_url: str) -> str:
    """Hasura's start-up message when the set's server answers with a status other than 2xx."""
    return f"Non-2xx response on fetching JWK from: {shown_uri(jwk_url)}"


def no_jwk_set(jwk_url: str) -> str:
    """Hasura's start-up message when the answer is not a JWK set."""
    return f"Error parsing JWK from url: {shown_uri(jwk_url)}"


def _refusal(jwk_url: str) -> str | None:
    scheme, _, rest = jwk_url.partition(":")
    if scheme.lower() not in ("http", "https"):
        return "Invalid scheme"
    if not rest.startswith("//"):
        return "URL must be absolute"
    try:
        port_is_valid = urlsplit(jwk_url).port != 0
    except ValueError:
        port_is_valid = False
    return None if port_is_valid else "Invalid port"


def other_answer(jwk_url: str) -> OtherAnswer | None:
    """What a known address answers instead of a key set; None where a key set may be."""
    if re.search(r"/\.well-known/(openid-configuration|oauth-authorization-server)/?$", jwk_url):
        return OtherAnswer("the issuer's discovery document, which names the keys' address as jwks_uri", None)
    x509 = re.fullmatch(rf"{re.escape(_GOOGLE)}robot/v1/metadata/x509/(\S+)", jwk_url)
    if x509 is not None:
        right = f"{_GOOGLE}service_accounts/v1/jwk/{x509[1]}"
        return OtherAnswer("certificates by their IDs (x509), not a JWK set", right)
    if re.fullmatch(r"https://www\.googleapis\.com/oauth2/v1/certs/?", jwk_url):
        return OtherAnswer("certificates by their IDs (x509), not a JWK set", f"{_GOOGLE}oauth2/v3/certs")
    if re.fullmatch(r"https://[^/]+\.auth0\.com/(pem|cer|rawdata|pb7)/?", jwk_url):
        host = urlsplit(jwk_url).hostname
        return OtherAnswer("one certificate, not a JWK set", f"https://{host}/.well-known/jwks.json")
    return None

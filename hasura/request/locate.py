"""Where a request carries its token, and which JWT secret is to check it.

Every secret names one place. Every token found there is paired with it; the issuer, read without any proof,
then has to leave exactly one pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_plus

from hasura.model import AuthMode, Headers, JwtSecret, TokenLocation
from hasura.request.compact import issuer_without_proof
from hasura.request.refusal import RequestRefused, jwt_error, refuse

_WORD = re.compile(r"[^ \t\n\r\f\v\xa0]+")
_BEARER_WORDS = 2
_LONGEST_SHOWN_SCHEME = 20


@dataclass(frozen=True)
class Located:
    """A token and the JWT secret that is to check it."""

    secret: JwtSecret
    token: str


def locate_token(mode: AuthMode, headers: Headers) -> Located | None:
    """The one token of the request and its secret; None when the request carries none.

    Raises:
        RequestRefused: The Authorization header is malformed, no issuer fits, or several tokens remain.
    """
    pairs = pairs_of(mode, headers)
    return the_one_of(pairs) if pairs else None


def the_one_of(pairs: Sequence[Located]) -> Located:
    """The one pair whose issuer fits.

    Raises:
        RequestRefused: No issuer fits, or several tokens remain.
    """
    matching = [pair for pair in pairs if _issuer_fits(pair)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise refuse(
            "several_tokens",
            400,
            "invalid-headers",
            "Could not verify JWT: Multiple JWTs found",
            pairs=len(matching),
            secrets=len({id(pair.secret) for pair in matching}),
        )
    raise jwt_error(
        "wrong_issuer",
        "JWTNotInIssuer",
        found=issuer_without_proof(pairs[0].token),
        expected=tuple(pair.secret.issuer for pair in pairs),
    )


def pairs_of(mode: AuthMode, headers: Headers) -> list[Located]:
    """Every token of the request with every secret that looks where it stands.

    Raises:
        RequestRefused: The Authorization header is malformed.
    """
    return [
        Located(secret, _bare_token(secret.location, value))
        for secret in mode.jwt_secrets
        for value in values_at(secret.location, headers)
    ]


def missing_token(mode: AuthMode, headers: Headers) -> RequestRefused:
    """The refusal of a request without any token."""
    return refuse(
        "no_token",
        400,
        "invalid-headers",
        "Missing 'Authorization' or 'Cookie' header in JWT authentication mode",
        places=tuple(secret.location for secret in mode.jwt_secrets),
        headers=tuple(name for name, _ in headers),
        cookies=tuple(name for name, _ in cookies(headers)),
    )


def values_at(location: TokenLocation, headers: Headers) -> Iterable[str]:
    """Every value that stands at this place of the request."""
    if location.kind == "Cookie":
        return (value for name, value in cookies(headers) if name == location.name)
    wanted = "authorization" if location.kind == "Authorization" else (location.name or "").lower()
    if location.kind == "CustomHeader" and wanted in ("authorization", "cookie"):
        return ()  # Hasura reads these two in their own way only
    return (value for name, value in headers if name.lower() == wanted)


def headers_for(location: TokenLocation, token: str) -> Headers:
    """The header of a request that carries the token to this place."""
    if location.kind == "Cookie":
        return [("Cookie", f"{location.name}={quote_plus(token)}")]
    if location.kind == "CustomHeader":
        return [(location.name or "", token)]
    return [("Authorization", f"Bearer {token}")]


def cookies(headers: Headers) -> Iterator[tuple[str, str]]:
    """Every cookie of the request, its value decoded."""
    for name, value in headers:
        if name.lower() == "cookie":
            for cookie in value.split(";"):
                key, _, content = cookie.partition("=")
                yield key.strip(), unquote_plus(content)


def words_of(value: str) -> list[str]:
    """The words of a header's value; of an empty value one that is empty."""
    return _WORD.findall(value) or [""]


def _bare_token(location: TokenLocation, value: str) -> str:
    """The token of a header's value: after `Bearer` in Authorization, else the whole value."""
    if location.kind != "Authorization":
        return value
    words = words_of(value)
    if len(words) == _BEARER_WORDS and words[0] == "Bearer":
        return words[1]
    scheme = words[0] if 0 < len(words[0]) <= _LONGEST_SHOWN_SCHEME and words[0].isalpha() else None
    raise refuse(
        "malformed_authorization",
        400,
        "invalid-headers",
        "Malformed Authorization header",
        scheme=scheme,
        words=len(words) if value.strip() else 0,
    )


def _issuer_fits(pair: Located) -> bool:
    if pair.secret.issuer is None:
        return True
    issuer = issuer_without_proof(pair.token)
    return issuer is None or issuer == pair.secret.issuer

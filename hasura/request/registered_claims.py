"""The claims that the standard names: their kinds, and whether they hold now and here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from hasura.formats.json_text import decode_json, quoted, type_name
from hasura.formats.uri import is_string_or_uri
from hasura.model import JwtSecret
from hasura.request.refusal import RequestRefused, jwt_error

REGISTERED = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti")
_FARTHEST_TIME = 1e18


@dataclass(frozen=True)
class Claims:
    """A token's claims; a registered claim that is null counts as absent.

    Attributes:
        members: All claims, as the paths of a claims_map see them.
        unregistered: The claims that a namespace is looked for in.
    """

    members: dict[str, Any]
    unregistered: dict[str, Any]
    issuer: str | None
    audience: tuple[str, ...] | None
    expires: float | None
    not_before: float | None
    issued: float | None


def claims_of(payload: bytes) -> Claims:
    """Read the payload; the first registered claim of a wrong kind refuses the token."""
    try:
        value = decode_json(payload)
    except ValueError:
        raise _undecodable("Error in $: not a valid json value", claim=None, problem="json") from None
    if not isinstance(value, dict):
        found = type_name(value)
        raise _undecodable(
            f"Error in $: parsing JWT Claims Set failed, expected Object, but encountered {found}",
            claim=None,
            problem=found,
        )
    present = {name: value[name] for name in REGISTERED if value.get(name) is not None}
    unregistered = {name: member for name, member in value.items() if name not in REGISTERED}
    issuer = _string_or_uri(present, "iss")
    _string_or_uri(present, "sub")
    audience = _audience(present)
    times = [_time(present, name) for name in ("exp", "nbf", "iat")]
    _kind(present, "jti", "Text", "String")
    if audience is not None:
        # A list of one is read back as a string by the paths of a claims_map.
        present["aud"] = audience[0] if len(audience) == 1 else list(audience)
    return Claims({**unregistered, **present}, unregistered, issuer, audience, *times)


def check_claims(claims: Claims, secret: JwtSecret, now: float) -> None:
    """Refuse a token that is not for now or not for here; claims that are absent pass."""
    skew = secret.allowed_skew
    clock = {"now": now, "skew": skew}
    if claims.expires is not None and not now < claims.expires + skew:
        raise jwt_error("expired", "JWTExpired", claim="exp", time=claims.expires, **clock)
    if claims.issued is not None and claims.issued > now + skew:
        raise jwt_error("issued_in_future", "JWTIssuedAtFuture", claim="iat", time=claims.issued, **clock)
    if claims.not_before is not None and not now >= claims.not_before - skew:
        raise jwt_error("not_yet_valid", "JWTNotYetValid", claim="nbf", time=claims.not_before, **clock)
    if None not in (claims.issuer, secret.issuer) and claims.issuer != secret.issuer:
        raise jwt_error("wrong_issuer", "JWTNotInIssuer", found=claims.issuer, expected=(secret.issuer,))
    if claims.audience is not None and secret.audience is not None:
        accepted = set(secret.audience)
        if not any(audience in accepted for audience in claims.audience):
            raise jwt_error(
                "wrong_audience", "JWTNotInAudience", found=claims.audience, expected=secret.audience
            )


def _kind(present: dict[str, Any], claim: str, parsed: str, expected: str) -> Any:
    value = present.get(claim)
    if value is None or type_name(value) == expected:
        return value
    found = type_name(value)
    raise _undecodable(
        f"Error in $.{claim}: parsing {parsed} failed, expected {expected}, but encountered {found}",
        claim=claim,
        problem=found,
    )


def _string_or_uri(present: dict[str, Any], claim: str) -> str | None:
    value = cast("str | None", _kind(present, claim, "StringOrURI", "String"))
    if value is not None and not is_string_or_uri(value):
        raise _undecodable(
            f"Error in $.{claim}: failed to parse StringOrURI", claim=claim, problem="uri", value=value[:80]
        )
    return value


def _audience(present: dict[str, Any]) -> tuple[str, ...] | None:
    value = present.get("aud")
    if isinstance(value, list) and all(isinstance(one, str) and is_string_or_uri(one) for one in value):
        return tuple(value)
    text = _string_or_uri(present, "aud")
    return None if text is None else (text,)


def _time(present: dict[str, Any], claim: str) -> float | None:
    value = _kind(present, claim, "NumericDate", "Number")
    if value is None:
        return None
    if abs(value) > _FARTHEST_TIME:
        return float("inf") if value > 0 else float("-inf")
    return float(value)


def _undecodable(error: str, **evidence: Any) -> RequestRefused:
    return jwt_error("bad_claims_set", f"JWTClaimsSetDecodeError {quoted(error)}", **evidence)

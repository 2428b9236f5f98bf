"""The token's header: which members it may have, and the algorithm that it names."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from hasura.formats.json_text import decode_json, quoted, type_name
from hasura.formats.jwk_fields import THUMBPRINT_BYTES, chain_certificate
from hasura.formats.uri import is_absolute_uri
from hasura.request.refusal import RequestRefused, jwt_error

# In the order in which Hasura's library lists them; `none` and `ES256K` are known, but never accepted.
KNOWN_ALGORITHMS = (
    *("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "ES256K"),
    *("PS256", "PS384", "PS512", "none", "EdDSA"),
)


def algorithm_of(data: bytes) -> str:
    """The algorithm of a header; any value of a known member that is not of its kind refuses the token."""
    try:
        header = decode_json(data)
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise _refusal("protected header contains invalid JSON", member=None)
    if "alg" not in header:
        raise _refusal('missing required header "alg"', member="alg")
    algorithm = header["alg"]
    if algorithm not in KNOWN_ALGORITHMS:
        known = ",".join(quoted(name) for name in KNOWN_ALGORITHMS)
        shown = algorithm if isinstance(algorithm, str) else type_name(algorithm)
        raise _refusal(f"unrecognised value; expected: [{known}]", member="alg", found=shown[:40])
    for member, objection in _MEMBERS.items():
        if member in header:
            problem = objection(header[member])
            if problem is not None:
                raise _refusal(problem, member=member)
    return str(algorithm)


def _refusal(problem: str, **evidence: Any) -> RequestRefused:
    return jwt_error("bad_token_header", f"JWSError (JSONDecodeError {quoted(problem)})", **evidence)


def _text(value: Any) -> str | None:
    found = type_name(value)
    return None if found == "String" else f"parsing Text failed, expected String, but encountered {found}"


def _uri(value: Any) -> str | None:
    return None if isinstance(value, str) and is_absolute_uri(value) else "not a URI"


def _thumbprint(length: int) -> Callable[[Any], str | None]:
    def objection(value: Any) -> str | None:
        if not isinstance(value, str):
            return f"parsing base64url SHA failed, expected String, but encountered {type_name(value)}"
        try:
            data = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            return "Not valid base64url"
        return None if len(data) == length else "incorrect number of bytes"

    return objection


def _certificates(value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return f"parsing NonEmpty failed, expected Array, but encountered {type_name(value)}"
    try:
        for encoded in value:
            chain_certificate(encoded)
    except ValueError:
        return "not a certificate"
    return None


def _critical(value: Any) -> str | None:
    """No extension is understood, so that every list refuses the token."""
    if not isinstance(value, list) or not value:
        return f"parsing NonEmpty failed, expected Array, but encountered {type_name(value)}"
    named = all(isinstance(name, str) for name in value)
    reserved = named and value[0] in {"alg", "crit", *_MEMBERS}
    return "crit key is reserved" if reserved else "crit key is not understood"


def _object(value: Any) -> str | None:
    return None if isinstance(value, dict) else f"expected Object, but encountered {type_name(value)}"


_MEMBERS: Mapping[str, Callable[[Any], str | None]] = {
    "jku": _uri,
    "jwk": _object,
    "kid": _text,
    "x5u": _uri,
    "x5c": _certificates,
    "x5t": _thumbprint(THUMBPRINT_BYTES["x5t"]),
    "x5t#S256": _thumbprint(THUMBPRINT_BYTES["x5t#S256"]),
    "typ": _text,
    "cty": _text,
    "crit": _critical,
}

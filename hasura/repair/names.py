"""Names of a JWT secret's fields as people write them."""

from __future__ import annotations

import difflib

from hasura.start.grammar import FIELDS

_OTHER_NAMES = {
    "aud": "audience",
    "iss": "issuer",
    "alg": "type",
    "algorithm": "type",
    "secret": "key",
    "publickey": "key",
    "jwk": "jwk_url",
    "jwks": "jwk_url",
    "jwksuri": "jwk_url",
    "namespace": "claims_namespace",
    "leeway": "allowed_skew",
}


def meant_field(name: str) -> str | None:
    """The field that an unknown name was meant to be, if one is near."""
    plain = _plain(name)
    if plain in _OTHER_NAMES:
        return _OTHER_NAMES[plain]
    near = difflib.get_close_matches(plain[:40], [_plain(field) for field in FIELDS], 1, 0.7)
    return next((field for field in FIELDS if [_plain(field)] == near), None)


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()

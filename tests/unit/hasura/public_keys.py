"""Keys and tokens for the rows of public cases; every key is made up, or made for the run."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey

from tests.unit.hasura.tokens import encode, public_pem, sign

NOW = 1_760_000_000
KEY = "a-shared-key-of-these-rows-that-nobody-else-uses"
TENANT = "11111111-2222-3333-4444-555555555555"
_KINDS: dict[str, tuple[Any, str]] = {
    "RS256": (RSAKey, "RSA"),
    "RS256-other": (RSAKey, "RSA2"),
    "ES256": (ECKey, "ES256"),
    "EdDSA": (OKPKey, "Ed25519"),
}


def token(claims: dict[str, Any], algorithm: str = "HS256", key: str | bytes = KEY, **header: Any) -> str:
    """A token of a person who is logged in for an hour, with these claims."""
    whole = {"sub": "42", "iat": NOW - 60, "exp": NOW + 3600, **claims}
    if algorithm != "HS256":
        key = _KINDS[algorithm][1]
    return sign(whole, algorithm.partition("-")[0], key, **{"typ": "JWT", **header})


def jwks(algorithm: str, leading_zero: bool = False, **members: str) -> dict[str, Any]:
    """The key set that checks tokens of this algorithm."""
    kind, name = _KINDS[algorithm]
    key = json.loads(json.dumps(kind.import_key(public_pem(name)).as_dict()))
    key.pop("kid", None)
    if leading_zero:
        key["n"] = encode(b"\0" + urlsafe_b64decode(key["n"] + "=="))
    return {"keys": [{**key, **members}]}

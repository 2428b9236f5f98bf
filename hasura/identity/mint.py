"""Signing a token for development, with a library that herm's own verification knows nothing of.

PyJWT signs and `hasura` verifies: what both agree on, Hasura accepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hasura.identity.key_pairs import PrivateKey, type_of
from hasura.model import JwtSecret, SymmetricKey


def registered_claims(secret: JwtSecret, now: float, seconds: float) -> dict[str, Any]:
    """The claims that every token has: when it was made and ends, and issuer and audience as configured."""
    claims: dict[str, Any] = {"iat": int(now), "exp": int(now + seconds)}
    if secret.issuer is not None:
        claims["iss"] = secret.issuer
    if secret.audience:
        claims["aud"] = secret.audience[0]
    return claims


def sign(claims: Mapping[str, Any], secret: JwtSecret, private_key: PrivateKey | None) -> str:
    """The signed token.

    Args:
        claims: All claims.
        secret: The JWT secret that will check it; its symmetric key signs when there is no private key.
        private_key: The key that signs otherwise; its kind says the algorithm.

    Raises:
        ValueError: When there is no key, or the library refuses it: a PEM text as HS256 key, for one.
    """
    try:
        if private_key is not None:
            algorithm = _algorithm(private_key, secret.type)
            if algorithm is None:
                raise ValueError("the curve of this key is none that tokens are signed with")
            return jwt.encode(dict(claims), private_key, algorithm)
        if isinstance(secret.key, SymmetricKey):
            return jwt.encode(dict(claims), secret.key.secret, secret.type)
    except jwt.PyJWTError as error:
        raise ValueError(str(error)) from None
    raise ValueError("there is no key to sign with")


def _algorithm(key: PrivateKey, configured: str | None) -> str | None:
    if isinstance(key, Ed25519PrivateKey):
        return "EdDSA"
    if isinstance(key, EllipticCurvePrivateKey):
        return type_of(key.public_key())
    return configured if configured in ("RS384", "RS512") else "RS256"

"""Key sets in the shapes in which providers publish them, with keys made here."""

from __future__ import annotations

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa


def _number(value: int, length: int | None = None) -> str:
    size = length or (value.bit_length() + 7) // 8
    return base64.urlsafe_b64encode(value.to_bytes(size, "big")).rstrip(b"=").decode()


def rsa_jwk(key: rsa.RSAPrivateKey, **more: Any) -> dict[str, Any]:
    """An RSA key as Auth0, Cognito, Firebase, Okta and Entra publish it."""
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e), **more}


def ec_jwk(key: ec.EllipticCurvePrivateKey, **more: Any) -> dict[str, Any]:
    """An EC key as Supabase and Keycloak publish it."""
    numbers = key.public_key().public_numbers()
    size = (key.curve.key_size + 7) // 8
    names = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
    curve = names.get(key.curve.name, key.curve.name)
    return {"kty": "EC", "crv": curve, "x": _number(numbers.x, size), "y": _number(numbers.y, size), **more}


def ed25519_jwk(key: ed25519.Ed25519PrivateKey, **more: Any) -> dict[str, Any]:
    """An Ed25519 key as better-auth, Zitadel and Keycloak publish it."""
    x = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": x, **more}

"""Which key goes with which algorithm: the facts that signing, verifying and advice share."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from hasura.model import PublicKey

HMAC_BYTES: Mapping[str, int] = {"HS256": 32, "HS384": 48, "HS512": 64}
"""The types of symmetric keys, each with the least number of bytes that Hasura takes."""

CURVES: Mapping[str, str] = {"ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1"}
"""The algorithms of elliptic curves, each with the one curve that goes with it."""

PEM_TYPES = ("RS256", "RS384", "RS512", "Ed25519", *CURVES)
"""The types of keys in PEM; Hasura compares none of them with the kind of key."""


def types_of(key: PublicKey) -> tuple[str, ...]:
    """The types that go with a public key; none for a curve with which nobody signs tokens."""
    if isinstance(key, RSAPublicKey):
        return "RS256", "RS384", "RS512"
    if isinstance(key, EllipticCurvePublicKey):
        return tuple(name for name, curve in CURVES.items() if curve == key.curve.name)
    return ("Ed25519",)

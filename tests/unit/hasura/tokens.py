"""Keys, secrets and tokens for these tests; signed by a library that the code under test does not use."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from hasura.model import AuthMode
from hasura.start.grammar import parse_jwt_secret

NOW = 1_700_000_000
ADMIN_SECRET = "an-admin-secret-that-no-sentence-has"
NAMESPACE = "https://hasura.io/jwt/claims"
HS_KEY = "0123456789abcdef0123456789abcdef"
HS_KEY_64 = HS_KEY * 2
ROLES = {
    "x-hasura-allowed-roles": ["user", "editor"],
    "x-hasura-default-role": "user",
    "x-hasura-user-id": "1",
}
ALGORITHMS = (
    *("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
_CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


@cache
def private_pem(kind: str) -> str:
    """A private key: `RSA`, `RSA2`, `Ed25519` or the name of an ES algorithm; the same one each time."""
    key: Any
    if kind.startswith("RSA"):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elif kind == "Ed25519":
        key = Ed25519PrivateKey.generate()
    else:
        key = ec.generate_private_key(_CURVES[kind])
    pem: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()


@cache
def public_pem(kind: str) -> str:
    """The public half of the private key of that kind."""
    key = serialization.load_pem_private_key(private_pem(kind).encode(), None).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


@cache
def _private_key(kind: str) -> Any:
    """The private key of that kind for joserfc: to read one takes longer than to sign with it."""
    kinds: dict[str, Any] = {"R": RSAKey, "E": ECKey}
    return (OKPKey if kind == "Ed25519" else kinds[kind[0]]).import_key(private_pem(kind))


def kind_for(algorithm: str) -> str:
    """The kind of key that signs with an algorithm."""
    if algorithm == "EdDSA":
        return "Ed25519"
    return "RSA" if algorithm[0] in "RP" else algorithm


def claims(**changes: Any) -> dict[str, Any]:
    """Claims that a plain configuration accepts, with changes; a claim set to None is left out."""
    whole = {"sub": "1", "iat": NOW - 60, "exp": NOW + 600, NAMESPACE: ROLES, **changes}
    return {name: value for name, value in whole.items() if value is not None}


def hasura(**changes: Any) -> dict[str, Any]:
    """The Hasura claims with changes, `_` for `-` and without the prefix; None leaves one out."""
    named = {f"x-hasura-{name.replace('_', '-')}": value for name, value in changes.items()}
    return {name: value for name, value in {**ROLES, **named}.items() if value is not None}


def sign(
    payload: dict[str, Any] | bytes, algorithm: str = "HS256", key: str | bytes = HS_KEY, **header: Any
) -> str:
    """A token signed by joserfc; `key` is a secret's text, or the kind of a private key."""
    jwk = OctKey.import_key(key) if algorithm.startswith("HS") else _private_key(str(key))
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return jws.serialize_compact({"alg": algorithm, **header}, data, jwk, registry=registry)


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def assemble(header: bytes, payload: bytes, key: str = HS_KEY, digest: str = "sha256") -> str:
    """A token of any bytes, signed by hand with HMAC."""
    signed = f"{encode(header)}.{encode(payload)}"
    return f"{signed}.{encode(hmac.digest(key.encode(), signed.encode(), digest))}"


def secret(**changes: Any) -> str:
    """The text of a plain HS256 secret, with changes; a field set to None is left out."""
    whole = {"type": "HS256", "key": HS_KEY, **changes}
    return json.dumps({name: value for name, value in whole.items() if value is not None})


def mode(*secrets: str, unauthorized_role: str | None = None) -> AuthMode:
    """JWT mode with these secrets' texts, or secret-only mode without any."""
    digest = hashlib.sha512(ADMIN_SECRET.encode()).digest()
    return AuthMode((digest,), tuple(parse_jwt_secret(text) for text in secrets), None, unauthorized_role)


def bearer(token: str) -> list[tuple[str, str]]:
    """The headers of a request with this token."""
    return [("Authorization", f"Bearer {token}")]

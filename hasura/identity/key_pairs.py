"""Keys for those who sign their tokens themselves, and the form that a JWT secret wants a key in."""

from __future__ import annotations

import secrets
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from hasura.algorithms import types_of
from hasura.model import PublicKey

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey
PairKind = Literal["RS256", "Ed25519"]


def new_hs256_key() -> str:
    """A random HS256 key of 256 bits, written as 64 hexadecimal digits.

    Hasura takes the digits themselves as the key: they are not decoded.
    """
    return secrets.token_hex(32)


def new_private_key(kind: PairKind) -> PrivateKey:
    """A new RSA key of 3072 bits or a new Ed25519 key."""
    return generate_private_key(65537, 3072) if kind == "RS256" else Ed25519PrivateKey.generate()


def private_pem(key: PrivateKey) -> bytes:
    """The private key for its file, without a password."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: PublicKey) -> str:
    """The public key as the text of a JWT secret's `key`."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def type_of(key: PublicKey) -> str | None:
    """The JWT secret's `type` for a public key; None for a curve with which nobody signs tokens."""
    return next(iter(types_of(key)), None)

"""New keys for those who sign their tokens themselves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

PairKind = Literal["RS256", "Ed25519"]


@dataclass(frozen=True)
class KeyPair:
    """A key pair in PEM; the private half is for one file and nothing else."""

    type: PairKind
    public_pem: str
    private_pem: bytes = field(repr=False)


def new_hs256_key() -> str:
    """A random HS256 key of 256 bits, written as 64 hexadecimal digits.

    Hasura takes the digits themselves as the key: they are not decoded.
    """
    return secrets.token_hex(32)


def new_key_pair(kind: PairKind) -> KeyPair:
    """A new RSA key of 3072 bits or a new Ed25519 key."""
    key: RSAPrivateKey | Ed25519PrivateKey
    key = generate_private_key(65537, 3072) if kind == "RS256" else Ed25519PrivateKey.generate()
    return KeyPair(
        kind,
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )

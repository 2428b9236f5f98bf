"""The `key` of a JWT secret: a symmetric key by its length, every other kind from PEM.

All types but HS* share one decoder, so `type` says nothing about the kind of key that is accepted: a public
key as PKCS #1 or SubjectPublicKeyInfo, or an X.509 certificate, of RSA, Ed25519 or one of four elliptic
curves.
"""

from __future__ import annotations

from hasura.algorithms import HMAC_BYTES, PEM_TYPES
from hasura.formats.pem import PemError
from hasura.model import Key, SymmetricKey
from hasura.start.decode import repeatable


class KeyTextError(ValueError):
    """A key that Hasura does not take; the message is Hasura's and shows nothing of the key."""


def parse_key(key_type: str, text: str) -> Key:
    """The verification key of a `type` and a `key`.

    Raises:
        KeyTextError: The type is unknown, or the key is too short or cannot be decoded.
    """
    if key_type in HMAC_BYTES:
        return _symmetric(text.encode(), HMAC_BYTES[key_type])
    if key_type not in PEM_TYPES:
        raise KeyTextError(f"Key type: {repeatable(key_type)} is not supported")
    from hasura.start.public_key import PublicKeyError, public_key  # noqa: PLC0415 - a large library

    try:
        return public_key(text.encode())
    except (PublicKeyError, PemError) as error:
        raise KeyTextError(f"Could not decode PEM: {error}") from None


def _symmetric(secret: bytes, least: int) -> SymmetricKey:
    if len(secret) < least:
        raise KeyTextError(f"Key size too small; should be atleast {least} characters")
    return SymmetricKey(secret)

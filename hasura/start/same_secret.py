"""Which entries of a list of JWT secrets are the same to Hasura: it drops repetitions.

`type` plays no part: once the key is decoded, Hasura forgets it. A default that is written out is not the
same as one that is left out.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from hasura.model import ClaimsMap, JwtSecret, Key, SymmetricKey


def without_repetition(entries: Iterable[tuple[Mapping[str, Any], JwtSecret]]) -> tuple[JwtSecret, ...]:
    """Each secret once, in the order of the first ones; with each comes the JSON object that said it."""
    unique: dict[Hashable, JwtSecret] = {}
    for fields, secret in entries:
        unique.setdefault(_identity(fields, secret), secret)
    return tuple(unique.values())


def _identity(fields: Mapping[str, Any], secret: JwtSecret) -> Hashable:
    claims = secret.claims
    return (
        _key_bytes(secret.key),
        secret.jwk_url,
        frozenset(claims.sources.items()) if isinstance(claims, ClaimsMap) else claims,
        secret.audience,
        secret.issuer,
        None if fields.get("allowed_skew") is None else secret.allowed_skew,
        None if fields.get("header") is None else secret.location,
    )


def _key_bytes(key: Key | None) -> tuple[str, bytes] | None:
    if key is None:
        return None
    if isinstance(key, SymmetricKey):
        return "symmetric", key.secret
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - a large library
        Encoding,
        PublicFormat,
    )

    return "public", key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

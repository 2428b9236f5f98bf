"""The keys of a provider's key set with which tokens can be signed, as PEM for a JWT secret's `key`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hasura.formats.jwk import parse_jwk_set
from hasura.identity.key_pairs import public_pem, type_of
from hasura.model import SymmetricKey

_MATERIAL = ("kty", "crv", "x", "y", "n", "e")


@dataclass(frozen=True)
class SigningKey:
    """One public key: its ID in the set, the JWT secret's `type` for it, and its PEM text."""

    kid: str | None
    type: str
    pem: str


def signing_keys(document: Any) -> tuple[SigningKey, ...]:
    """The keys of a key set, in its order; those for encryption and those of unknown kinds are left out."""
    entries = document.get("keys") if isinstance(document, dict) else None
    return tuple(_signing_keys(entries if isinstance(entries, list) else []))


def _signing_keys(entries: list[Any]) -> Iterator[SigningKey]:
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
            continue
        # Without the key's other members: Hasura cannot read every x5t, and --pem is the way around that.
        material = {name: entry[name] for name in _MATERIAL if name in entry}
        try:
            (key,) = parse_jwk_set({"keys": [material]})
        except ValueError:
            continue
        if isinstance(key, SymmetricKey) or (kind := type_of(key)) is None:
            continue
        kid = entry.get("kid")
        yield SigningKey(kid if isinstance(kid, str) else None, kind, public_pem(key))

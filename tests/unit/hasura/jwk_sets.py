"""JWK sets for these tests."""

from __future__ import annotations

from joserfc.jwk import KeySet, RSAKey

from hasura.formats.jwk import parse_jwk_set
from hasura.model import Key
from tests.unit.hasura.tokens import public_pem


def keys_of(**kinds: str) -> tuple[Key, ...]:
    """The keys of a set that names them by `kid`; each is given by its kind of private key."""
    keys = [RSAKey.import_key(public_pem(kind), {"kid": kid}) for kid, kind in kinds.items()]
    return parse_jwk_set(KeySet(list(keys)).as_dict(private=False))

"""A JWK set as Hasura's JOSE library reads it: one member that it cannot read spoils the whole set.

Parameters of private keys are read and dropped. `kid`, `use`, `alg` and the like play no part in choosing a
key, but a value that the library does not know makes the set unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from hasura.formats.json_text import decode_json
from hasura.formats.jwk_fields import JwkError, check_details, integer, octets, text
from hasura.model import Key, SymmetricKey

MAX_BYTES = 8 * 1024 * 1024
MAX_KEYS = 10_000

NEVER_VERIFIES = SymmetricKey(b"")
"""Stands for a key that the library loads and that verifies no token: it counts, so the set is not empty."""

_CURVES: dict[str, tuple[ec.EllipticCurve, int]] = {
    "P-256": (ec.SECP256R1(), 32),
    "P-384": (ec.SECP384R1(), 48),
    "P-521": (ec.SECP521R1(), 66),
    "secp256k1": (ec.SECP256K1(), 32),
}
_OTHER_OKP_BYTES = {"X25519": 32, "X448": 56, "Ed448": 57}


def parse_jwk_set(document: bytes | Mapping[str, Any]) -> tuple[Key, ...]:
    """All keys of a set, in its order.

    Raises:
        JwkError: The document is not a JWK set, or larger than herm takes.
    """
    fields = _decoded(document) if isinstance(document, bytes) else document
    members = fields.get("keys") if isinstance(fields, Mapping) else None
    if not isinstance(members, list):
        raise JwkError('a JWK set is an object with a list "keys"')
    if len(members) > MAX_KEYS:
        raise JwkError(f"more than {MAX_KEYS} keys")
    return tuple(_numbered(index, member) for index, member in enumerate(members))


def _decoded(document: bytes) -> Any:
    if len(document) > MAX_BYTES:
        raise JwkError(f"more than {MAX_BYTES} bytes")
    try:
        return decode_json(document)
    except ValueError:
        raise JwkError("it is not JSON") from None


def _numbered(index: int, member: Any) -> Key:
    if not isinstance(member, dict):
        raise JwkError(f"keys[{index}] is not an object")
    try:
        key = _key(member)
        check_details(member, key)
    except JwkError as error:
        raise JwkError(f"keys[{index}]: {error}") from None
    return key


def _key(fields: dict[str, Any]) -> Key:
    kind = fields.get("kty")
    if kind == "oct":
        return SymmetricKey(octets(fields, "k"))
    if kind == "RSA":
        return _rsa(fields)
    if kind == "EC":
        return _ec(fields)
    if kind == "OKP":
        return _okp(fields)
    raise JwkError("kty is none of oct, RSA, EC and OKP")


def _rsa(fields: dict[str, Any]) -> Key:
    try:
        return RSAPublicNumbers(integer(fields, "e"), integer(fields, "n")).public_key()
    except JwkError:
        raise
    except ValueError:
        return NEVER_VERIFIES


def _ec(fields: dict[str, Any]) -> Key:
    name = text(fields, "crv")
    if name not in _CURVES:
        raise JwkError("crv is none of P-256, P-384, P-521 and secp256k1")
    curve, size = _CURVES[name]
    x, y = octets(fields, "x"), octets(fields, "y")
    if len(x) != size or len(y) != size:
        raise JwkError(f"x and y of {name} have {size} bytes each")
    if fields.get("d") is not None and len(octets(fields, "d")) != size:
        raise JwkError(f"d of {name} has {size} bytes")
    try:
        return ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), curve).public_key()
    except ValueError:
        raise JwkError("the point is not on the curve") from None


def _okp(fields: dict[str, Any]) -> Key:
    name = text(fields, "crv")
    point = octets(fields, "x")
    if name == "Ed25519":
        try:
            return Ed25519PublicKey.from_public_bytes(point)
        except ValueError:
            raise JwkError("x of Ed25519 has 32 bytes") from None
    if len(point) != _OTHER_OKP_BYTES.get(name):
        raise JwkError("crv or the length of x is unknown")
    return NEVER_VERIFIES

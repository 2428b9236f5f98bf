"""The signature: which algorithm goes with which key, and whether any loaded key made it.

The kind of key alone limits the algorithms: the `type` of the JWT secret and the `kid`, `alg` and `use` of a
key play no part.
"""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from hasura.algorithms import CURVES
from hasura.model import Key, SymmetricKey
from hasura.request.compact import CompactToken
from hasura.request.refusal import jwt_error

HASHES: dict[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
_NEVER_ACCEPTED = ("none", "ES256K")


def verify_signature(token: CompactToken, keys: tuple[Key, ...]) -> None:
    """Refuse the token unless one of the keys made its signature."""
    if token.algorithm in _NEVER_ACCEPTED:
        raise jwt_error("unsigned", "JWSError JWSNoSignatures", algorithm=token.algorithm)
    if not keys:
        raise jwt_error("no_keys", "JWSError NoUsableKeys", algorithm=token.algorithm)
    if not any(_made(token, key) for key in keys):
        raise jwt_error(
            "bad_signature",
            "JWSError JWSInvalidSignature",
            algorithm=token.algorithm,
            keys=tuple(dict.fromkeys(kind_of(key) for key in keys)),
            fitting=sum(_fits(token.algorithm, key) for key in keys),
        )


def kind_of(key: Key) -> str:
    """The key's kind and size in words, without the key."""
    if isinstance(key, SymmetricKey):
        return f"symmetric key of {len(key.secret)} bytes"
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA key of {key.key_size} bits"
    return f"EC key on {key.curve.name}" if isinstance(key, ec.EllipticCurvePublicKey) else "Ed25519 key"


def _fits(algorithm: str, key: Key) -> bool:
    """Whether a key of this kind can have made a signature of this algorithm."""
    if isinstance(key, SymmetricKey):
        return algorithm[:2] == "HS" and len(key.secret) * 8 >= int(algorithm[2:])
    if isinstance(key, rsa.RSAPublicKey):
        return algorithm[:2] in ("RS", "PS")
    if isinstance(key, ec.EllipticCurvePublicKey):
        return CURVES.get(algorithm) == key.curve.name
    return algorithm == "EdDSA"


def _made(token: CompactToken, key: Key) -> bool:
    if not _fits(token.algorithm, key):
        return False
    if isinstance(key, SymmetricKey):
        expected = hmac.digest(key.secret, token.signed, f"sha{token.algorithm[2:]}")
        return hmac.compare_digest(expected, token.signature)
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(token.signature, token.signed)
        elif isinstance(key, rsa.RSAPublicKey):
            digest = HASHES[token.algorithm[2:]]
            key.verify(token.signature, token.signed, _padding(token.algorithm, digest), digest)
        else:
            digest = HASHES[token.algorithm[2:]]
            key.verify(_der(token.signature, key.key_size), token.signed, ec.ECDSA(digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def _padding(algorithm: str, digest: hashes.HashAlgorithm) -> padding.AsymmetricPadding:
    """PKCS #1, or PSS with a salt of any length: Hasura's library does not look at it."""
    if algorithm[:2] == "RS":
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)


def _der(signature: bytes, bits: int) -> bytes:
    """The two numbers of an ECDSA signature, one in each half, in the form that the verifier wants."""
    half = len(signature) // 2
    numbers = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    if max(numbers).bit_length() > bits:
        raise ValueError("a number is larger than the curve")
    return encode_dss_signature(*numbers)

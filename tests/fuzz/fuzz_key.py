"""Fuzzes PEM, DER and JWK sets: any bytes are keys or a refusal that shows none of them."""

from __future__ import annotations

import base64
import contextlib
import json

import atheris  # type: ignore[import-untyped] # installed only where fuzzing is done
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

with atheris.instrument_imports(include=["hasura"]):
    from hasura.formats.jwk import parse_jwk_set
    from hasura.formats.jwk_fields import JwkError
    from hasura.model import PublicKey
    from hasura.start.key_text import KeyTextError, parse_key

from tests.fuzz.harness import fuzz

KEYS: list[PublicKey] = [
    rsa.generate_private_key(65537, 2048).public_key(),
    ec.generate_private_key(ec.SECP256R1()).public_key(),
    ed25519.Ed25519PrivateKey.generate().public_key(),
]
SEEDS = [
    *(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) for key in KEYS),
    *(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) for key in KEYS),
    json.dumps({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB", "use": "sig", "kid": "a"}]}).encode(),
    json.dumps(
        {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}, {"kty": "oct", "k": "AA"}]}
    ).encode(),
    json.dumps(
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43, "x5c": ["MAA="]}]}
    ).encode(),
]
WORDS = [
    "-----BEGIN ",
    "-----END ",
    "-----\n",
    '"keys"',
    '"kty"',
    '"crv"',
    '"x5t"',
    "P-521",
    "\x30\x82",
    "\x30\x80",
]


def target(data: bytes) -> None:
    """Read the bytes as PEM, as the content of PEM, and as a JWK set."""
    content = base64.b64encode(data).decode()
    for text in (data.decode("utf-8", "replace"), f"-----BEGIN A-----\n{content}\n-----END A-----\n"):
        try:
            parse_key("RS256", text)
        except KeyTextError as error:
            if len(content) > 40 and content[:40] in str(error):
                raise AssertionError from error
    with contextlib.suppress(JwkError):
        parse_jwk_set(data)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        fuzz(target, SEEDS, WORDS)

"""Keys in forms that other software takes and Hasura does not, turned into the form that it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_ssh_private_key,
    load_ssh_public_key,
)

from hasura.algorithms import types_of
from hasura.formats.jwk import parse_jwk_set
from hasura.model import PublicKey, SymmetricKey
from hasura.repair.accident import Accident

_JWK_MATERIAL = ("kty", "crv", "x", "y", "n", "e", "k")
_NEW_PAIR = "Make a new pair, which leaves the private half in a file:\n./herm jwt-config --rsa"

PRIVATE = Accident(
    "private-key-given",
    "The key is the private half: with it anybody who reads this server's settings can sign as anyone.",
    _NEW_PAIR,
)
ENCRYPTED = Accident(
    "private-key-encrypted",
    "The key is a private key behind a password; Hasura needs the public half, which is not secret.",
    _NEW_PAIR,
)
REQUEST = Accident(
    "certificate-request-given",
    "The key is a certificate request; Hasura reads a certificate or a public key.",
    "Give the public key of the request: openssl req -in request.csr -noout -pubkey",
)
SSH = Accident(
    "ssh-key-given",
    "The key is written for SSH; Hasura reads PEM.",
    "Write it as PEM: ssh-keygen -e -m PKCS8 -f key.pub",
)
PGP = Accident(
    "pgp-key-given",
    "The key is a PGP key; Hasura reads public keys and certificates in PEM alone.",
    _NEW_PAIR,
)
JWK = Accident(
    "jwk-as-key",
    "The key is a JWK, a JSON Web Key; Hasura wants PEM here, and reads JWKs from a jwk_url alone.",
    'Publish the key set and give its address: "jwk_url"',
)


def public_key_of(text: str) -> tuple[Accident, PublicKey | None] | None:
    """The foreign form in which a key stands, and its public half where it can be found.

    Gives None when the form is none of the known ones. A private half is read and dropped.
    """
    stripped = text.strip()
    if re.match(r"-----BEGIN PGP ", stripped):
        return PGP, None
    if re.search(r"ENCRYPTED", stripped[:400]) and "PRIVATE KEY" in stripped:
        return ENCRYPTED, None
    for accident, applies, load in _FORMS:
        if applies(stripped):
            return accident, _loaded(load, stripped)
    return None


def pem_of(key: PublicKey) -> str:
    """The public key as Hasura reads it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def of_jwk(fields: Mapping[str, Any]) -> dict[str, str] | None:
    """The `type` and `key` that say the same as a JWK; None where Hasura has no such key.

    A symmetric key whose bytes are not text has no such form.
    """
    material = {name: fields[name] for name in _JWK_MATERIAL if name in fields}
    try:
        (key,) = parse_jwk_set({"keys": [material]})
    except ValueError:
        return None
    if not isinstance(key, SymmetricKey):
        fitting = types_of(key)
        return {"type": _type(fields.get("alg"), fitting), "key": pem_of(key)} if fitting else None
    try:
        return {"type": _type(fields.get("alg"), ("HS256", "HS384", "HS512")), "key": key.secret.decode()}
    except UnicodeDecodeError:
        return None


def _type(wanted: object, fitting: tuple[str, ...]) -> str:
    return str(wanted) if wanted in fitting else fitting[0]


def _loaded(load: Callable[[str], Any], text: str) -> PublicKey | None:
    try:
        key = load(text)
    except (ValueError, TypeError, UnsupportedAlgorithm, AttributeError):
        return None
    return key if isinstance(key, RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey) else None


def _of_private(text: str) -> Any:
    data = text.encode()
    load = load_ssh_private_key if "OPENSSH" in text else load_pem_private_key
    return load(data, password=None).public_key()


def _of_jwk_text(text: str) -> Any:
    (key,) = parse_jwk_set({"keys": [{n: v for n, v in json.loads(text).items() if n in _JWK_MATERIAL}]})
    return key


_FORMS: tuple[tuple[Accident, Callable[[str], bool], Callable[[str], Any]], ...] = (
    (PRIVATE, lambda text: "PRIVATE KEY-----" in text, _of_private),
    (
        REQUEST,
        lambda text: "CERTIFICATE REQUEST" in text,
        lambda text: x509.load_pem_x509_csr(text.encode()).public_key(),
    ),
    (
        SSH,
        lambda text: bool(re.match(r"(ssh-(rsa|ed25519)|ecdsa-sha2-\S+) [A-Za-z0-9+/]", text)),
        lambda text: load_ssh_public_key(text.encode()),
    ),
    (SSH, lambda text: text.startswith("---- BEGIN SSH2"), lambda _: None),
    (JWK, lambda text: text.startswith("{") and '"kty"' in text, _of_jwk_text),
)

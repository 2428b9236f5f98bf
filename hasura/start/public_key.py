"""A public key from PEM: as PKCS #1 or SubjectPublicKeyInfo, or an X.509 certificate.

Certificates take a large library, and a symmetric key does without it, so nothing loads this module for one.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from hasura.formats.der import first_item, is_ec_public_key
from hasura.formats.pem import PemError, first_block
from hasura.model import PublicKey

KNOWN_CURVES = ("secp256r1", "secp384r1", "secp521r1", "secp256k1")

_UNKNOWN_CURVE = "Error getting EC parameters from the public key"


class PublicKeyError(ValueError):
    """A key that Hasura does not take; the message is Hasura's and shows nothing of the key."""


def public_key(text: bytes) -> PublicKey:
    """The key in the first block of a PEM text.

    Raises:
        PublicKeyError: The block holds no key that Hasura takes.
    """
    try:
        content = first_block(text)
    except PemError as error:  # Hasura tries the text as a key and then as a certificate, and tells both.
        raise PublicKeyError(f"{error} {error}") from None
    certificate = certificate_of(content)
    return _certified(certificate) if certificate is not None else _bare(content)


def certificate_of(content: bytes) -> x509.Certificate | None:
    """The certificate, when the content of a PEM block is one."""
    try:
        return x509.load_der_x509_certificate(content)
    except ValueError:
        return None


def _certified(certificate: x509.Certificate) -> PublicKey:
    other = (
        "fromASN1: X509.PubKey: unknown format Could not decode RSA, EdDSA or EC public key from x509 cert"
    )
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        raise PublicKeyError(
            _UNKNOWN_CURVE if is_ec_public_key(certificate.tbs_certificate_bytes) else other
        ) from None
    if isinstance(key, RSAPublicKey | Ed25519PublicKey | EllipticCurvePublicKey):
        return _of_known_curve(key)
    raise PublicKeyError(other)


def _bare(content: bytes) -> PublicKey:
    item, trailing = first_item(content)
    try:
        key = load_der_public_key(item)
    except (UnsupportedAlgorithm, ValueError):
        raise PublicKeyError(
            _UNKNOWN_CURVE
            if is_ec_public_key(content)
            else "fromASN1: X509.PubKey: unknown format fromASN1: X509.Certificate: unknown format"
        ) from None
    if trailing:
        raise PublicKeyError("Could not decode public key fromASN1: X509.Certificate: unknown format")
    if isinstance(key, RSAPublicKey | Ed25519PublicKey | EllipticCurvePublicKey):
        return _of_known_curve(key)
    raise PublicKeyError("This key type is not supported")


def _of_known_curve(key: PublicKey) -> PublicKey:
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name not in KNOWN_CURVES:
        raise PublicKeyError(_UNKNOWN_CURVE)
    return key

"""Keys, certificates and PEM texts of every kind, made once for all tests of a process."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes, PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 1, 1, tzinfo=UTC)

RSA = rsa.generate_private_key(65537, 2048)
OTHER_RSA = rsa.generate_private_key(65537, 2048)
RSA_1024 = rsa.generate_private_key(65537, 1024)  # noqa: S505 - Hasura takes it, and herm warns
P256 = ec.generate_private_key(ec.SECP256R1())
P384 = ec.generate_private_key(ec.SECP384R1())
P521 = ec.generate_private_key(ec.SECP521R1())
SECP256K1 = ec.generate_private_key(ec.SECP256K1())
P224 = ec.generate_private_key(ec.SECP224R1())
BRAINPOOL = ec.generate_private_key(ec.BrainpoolP256R1())
ED25519 = ed25519.Ed25519PrivateKey.generate()
ED448 = ed448.Ed448PrivateKey.generate()
X25519 = x25519.X25519PrivateKey.generate()

_Public = CertificatePublicKeyTypes


@cache
def dsa_public_key() -> dsa.DSAPublicKey:
    """A DSA key; its parameters take a moment."""
    return dsa.generate_private_key(1024).public_key()  # noqa: S505 - refused in any size


def armoured(der: bytes, label: str = "PUBLIC KEY") -> str:
    """Any bytes as a PEM block."""
    body = base64.b64encode(der).decode()
    wrapped = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    return f"-----BEGIN {label}-----\n{wrapped}\n-----END {label}-----\n"


def spki(key: _Public) -> str:
    """A public key as SubjectPublicKeyInfo."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def spki_der(key: _Public) -> bytes:
    """The same without the armour."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def pkcs1(key: rsa.RSAPublicKey) -> str:
    """An RSA key as PKCS #1."""
    return key.public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()


def certificate(
    key: _Public, starts: datetime = NOW - timedelta(days=1), ends: datetime = NOW + timedelta(days=365)
) -> str:
    """A certificate of a public key, signed by the tests' RSA key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key)
        .serial_number(1)
        .not_valid_before(starts)
        .not_valid_after(ends)
    )
    return builder.sign(RSA, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def certificate_request() -> str:
    """A certificate request, which is what some call a certificate."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(ED25519, None)
    return request.public_bytes(Encoding.PEM).decode()


def private_pem(key: PrivateKeyTypes) -> str:
    """A private key as PKCS #8."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


PRIVATE_PKCS1 = RSA.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
PRIVATE_PKCS8 = private_pem(ED25519)
PRIVATE_SEC1 = P256.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
PRIVATE_OPENSSH = ED25519.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
PUBLIC_OPENSSH = ED25519.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()

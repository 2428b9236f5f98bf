"""The members of one JWK: their encodings, and the details that have to be readable although unused."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from hasura.formats.uri import is_absolute_uri
from hasura.model import Key

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*={0,2}")
_USES = ("sig", "enc")
_OPERATIONS = (
    "sign",
    "verify",
    "encrypt",
    "decrypt",
    "wrapKey",
    "unwrapKey",
    "deriveKey",
    "deriveBits",
)
_ALGORITHM = re.compile(
    r"[HRPE]S(256|384|512)|ES256K|EdDSA|none|RSA1_5|RSA-OAEP(-256)?|dir|A(128|192|256)(GCM)?KW"
    r"|ECDH-ES(\+A(128|192|256)KW)?|PBES2-HS(256\+A128|384\+A192|512\+A256)KW"
)
THUMBPRINT_BYTES = {"x5t": 20, "x5t#S256": 32}
"""The lengths of a certificate's two thumbprints, in a JWK and in a token's header."""


class JwkError(ValueError):
    """A JWK set that Hasura cannot read; the message shows no key."""


def text(fields: dict[str, Any], name: str) -> str:
    """A member that is a text."""
    value = fields.get(name)
    if not isinstance(value, str):
        raise JwkError(f"{name} is not a text")
    return value


def octets(fields: dict[str, Any], name: str) -> bytes:
    """A member that is base64url, padded or not."""
    encoded = text(fields, name)
    if not _BASE64URL.fullmatch(encoded):
        raise JwkError(f"{name} is not base64url")
    try:
        return base64.urlsafe_b64decode(encoded if "=" in encoded else encoded + "=" * (-len(encoded) % 4))
    except binascii.Error:
        raise JwkError(f"{name} is not base64url") from None


def integer(fields: dict[str, Any], name: str) -> int:
    """A member that is a number in base64url without a leading zero."""
    value = octets(fields, name)
    if not value or (value[0] == 0 and len(value) > 1):
        raise JwkError(f"{name} is empty or begins with a zero byte")
    return int.from_bytes(value)


def check_details(fields: dict[str, Any], key: Key) -> None:
    """Refuse a JWK with a detail that Hasura's library cannot read.

    Raises:
        JwkError: With the detail's name.
    """
    if fields.get("use") is not None and fields["use"] not in _USES:
        raise JwkError("use is neither sig nor enc")
    _check_operations(fields.get("key_ops"))
    if fields.get("alg") is not None and not _ALGORITHM.fullmatch(text(fields, "alg")):
        raise JwkError("alg is unknown")
    if fields.get("kid") is not None:
        text(fields, "kid")
    if fields.get("x5u") is not None and not is_absolute_uri(text(fields, "x5u")):
        raise JwkError("x5u is not a URI")
    for name, size in THUMBPRINT_BYTES.items():
        if fields.get(name) is not None and len(octets(fields, name)) != size:
            raise JwkError(f"{name} does not have {size} bytes")
    _check_certificates(fields.get("x5c"), key)


def _check_operations(operations: Any) -> None:
    if operations is None:
        return
    if not isinstance(operations, list) or not all(operation in _OPERATIONS for operation in operations):
        raise JwkError("key_ops has an unknown member")


def _check_certificates(chain: Any, key: Key) -> None:
    if chain is None:
        return
    if not isinstance(chain, list) or not chain:
        raise JwkError("x5c is not a list of certificates")
    first, *_ = [_certified_key(encoded) for encoded in chain]
    if first != key:
        raise JwkError('X.509 cert in "x5c" param does not match key')


def chain_certificate(encoded: Any) -> x509.Certificate:
    """One member of an `x5c`.

    Raises:
        JwkError: It is not a certificate.
    """
    try:
        return x509.load_der_x509_certificate(base64.b64decode(encoded, validate=True))
    except (TypeError, ValueError):
        raise JwkError("x5c has a member that is not a certificate") from None


def _certified_key(encoded: Any) -> PublicKeyTypes | None:
    """The certificate's key, or None when it is of a kind that cannot equal a JWK's."""
    certificate = chain_certificate(encoded)
    try:
        return certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return None

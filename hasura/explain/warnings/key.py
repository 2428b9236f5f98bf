"""Keys that work otherwise than their owner believes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from hasura import model
from hasura.algorithms import HMAC_BYTES, PEM_TYPES, types_of
from hasura.formats.pem import PemError, first_block
from hasura.model import PublicKey
from hasura.start.public_key import PublicKeyError, certificate_of, public_key

_LEAST_RSA_BITS = 2048
_DAY = 86400
_SOON = 30 * _DAY
_BEGIN = "-----BEGIN "
_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")


def key_warnings(fields: dict[str, Any], now: float) -> Iterator[model.Warning]:
    """What is wrong with `key`, given its `type`."""
    key_type, text = fields.get("type"), fields.get("key")
    if not isinstance(key_type, str) or not isinstance(text, str):
        return
    if key_type in HMAC_BYTES:
        yield from _of_symmetric(key_type, text)
    elif key_type in PEM_TYPES:
        yield from _of_pem(key_type, text, now)


def _of_symmetric(key_type: str, text: str) -> Iterator[model.Warning]:
    if _BEGIN in text:
        yield model.Warning(
            "hmac-key-is-pem",
            f"With {key_type} the PEM text itself is the shared secret: whoever has the public key can sign "
            "tokens.",
            'Give the type of the public key, such as "type": "RS256".',
        )
    elif _looks_like_base64(text):
        yield model.Warning(
            "hmac-key-looks-base64",
            "The key looks like base64, but Hasura takes its characters as they are: a token signed with the "
            "decoded bytes is refused with JWSInvalidSignature.",
            "Let the signer use the text itself as the key, or choose a key that is not base64: "
            "./herm jwt-config --hs256 makes one.",
        )


def _looks_like_base64(text: str) -> bool:
    """Of a fitting length, with padding or a sign that keys of letters and digits do not have."""
    return bool(_BASE64.fullmatch(text)) and len(text) % 4 == 0 and any(sign in text for sign in "+/=")


def _of_pem(key_type: str, text: str, now: float) -> Iterator[model.Warning]:
    try:
        key = public_key(text.encode("utf-8", "replace"))
        certificate = certificate_of(first_block(text.encode("utf-8", "replace")))
    except (PublicKeyError, PemError):
        return
    yield from _of_kind(key_type, key)
    if isinstance(key, RSAPublicKey) and key.key_size < _LEAST_RSA_BITS:
        yield model.Warning(
            "rsa-key-short",
            f"The RSA key has {key.key_size} bits; keys below {_LEAST_RSA_BITS} can be broken, and Hasura "
            "takes them all the same.",
            "Sign with a new key: openssl genrsa -out private.pem 3072, or ./herm jwt-config --rsa.",
        )
    if text.count(_BEGIN) > 1:
        yield model.Warning(
            "second-key-ignored",
            "The key holds several PEM blocks, and Hasura reads the first alone: no other key is accepted.",
            "Keep one block; to rotate keys without a gap use jwk_url.",
        )
    if certificate is not None:
        yield from _of_dates(certificate, now)


def _of_kind(key_type: str, key: PublicKey) -> Iterator[model.Warning]:
    fitting = types_of(key)
    if not fitting:
        yield model.Warning(
            "key-kind-unusable",
            "No token algorithm that Hasura accepts goes with a key on the curve secp256k1: every token is "
            "refused.",
            "Sign with a key on P-256 (ES256), with RSA (RS256) or with Ed25519.",
        )
    elif key_type not in fitting:
        yield model.Warning(
            "key-kind-mismatch",
            f"The type says {key_type}, but the key is for {' or '.join(fitting)}. Hasura starts, goes by "
            f"the key and refuses every {key_type} token.",
            f'Set "type": "{fitting[0]}", or give the key that {key_type} needs.',
        )


def _of_dates(certificate: x509.Certificate, now: float) -> Iterator[model.Warning]:
    starts = certificate.not_valid_before_utc.timestamp()
    ends = certificate.not_valid_after_utc.timestamp()
    renew = (
        "Get the issuer's current certificate, or use jwk_url, which follows the issuer's changes of keys."
    )
    day = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
    if ends <= now:
        yield model.Warning(
            "certificate-expired",
            f"The certificate ended on {day}; Hasura does not look at the date and goes on trusting its key, "
            "which the issuer may have given up.",
            renew,
        )
    elif ends - now <= _SOON:
        yield model.Warning(
            "certificate-expires-soon",
            f"The certificate ends on {day}: the issuer may change its key then, and Hasura will refuse the "
            "new tokens.",
            renew,
        )
    if starts > now:
        yield model.Warning(
            "certificate-not-yet-valid",
            f"The certificate begins on {certificate.not_valid_before_utc:%Y-%m-%d}; Hasura trusts it "
            "already.",
            "Check that it is the certificate that signs tokens now.",
        )

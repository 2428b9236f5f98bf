"""The three parts of a token: split, decoded from base64url, header and claims read, in this order."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from hasura.formats.json_text import quoted
from hasura.request.refusal import RequestRefused, jwt_error
from hasura.request.registered_claims import Claims, claims_of
from hasura.request.token_header import algorithm_of

_PARTS = 3


@dataclass(frozen=True)
class CompactToken:
    """A token that is well formed; nothing of it is proved yet."""

    algorithm: str
    claims: Claims
    signed: bytes
    signature: bytes


def read_token(token: str) -> CompactToken:
    """The token's parts, or the refusal of the first one that is malformed."""
    count = token.count(".") + 1  # before splitting: a token of ten million dots is no list of parts
    if count != _PARTS:
        error = f"Invalid number of parts: Expected 3 parts; got {count}"
        raise jwt_error(
            "not_three_parts", f"JWSError (CompactDecodeError {error})", parts=count, length=len(token)
        )
    parts = token.split(".")
    payload = _decoded("payload", parts[1])
    algorithm = algorithm_of(_decoded("header", parts[0]))
    signature = _decoded("signature", parts[2])
    signed = f"{parts[0]}.{parts[1]}".encode("ascii")
    return CompactToken(algorithm, claims_of(payload), signed, signature)


def issuer_without_proof(token: str) -> str | None:
    """The issuer that the token claims; None when it claims none or cannot be read."""
    parts = token.split(".", _PARTS - 1)
    if len(parts) < _PARTS:
        return None
    payload = base64url(parts[1])
    if payload is None:
        return None
    try:
        return claims_of(payload).issuer
    except RequestRefused:
        return None


def base64url(text: str) -> bytes | None:
    """The bytes, or None unless the text is exactly what encoding them without padding gives."""
    try:
        encoded = text.encode("ascii")
        data = base64.urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4))
    except (UnicodeEncodeError, binascii.Error):
        return None
    return data if base64.urlsafe_b64encode(data).rstrip(b"=") == encoded else None


def _decoded(part: str, text: str) -> bytes:
    data = base64url(text)
    if data is None:
        raise jwt_error(
            "not_base64url",
            f"JWSError (JSONDecodeError {quoted('Not valid base64url')})",
            part=part,
        )
    return data

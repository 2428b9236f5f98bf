"""As much of DER as the key decoder needs beside the cryptography library."""

from __future__ import annotations

_EC_PUBLIC_KEY = bytes.fromhex("06072a8648ce3d0201")
"""The object identifier that marks an elliptic curve's public key, encoded."""

_LONGEST_LENGTH = 4


def first_item(content: bytes) -> tuple[bytes, bytes]:
    """The first item of a DER text, and what follows it."""
    if len(content) < 2:
        return content, b""
    length, start = content[1], 2
    if length >= 0x80:
        octets = length & 0x7F
        if octets > _LONGEST_LENGTH:
            return content, b""
        start += octets
        length = int.from_bytes(content[2:start], "big")
    return content[: start + length], content[start + length :]


def is_ec_public_key(content: bytes) -> bool:
    """Whether the text speaks of an elliptic curve's public key, whatever its curve."""
    return _EC_PUBLIC_KEY in content

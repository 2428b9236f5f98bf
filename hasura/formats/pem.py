"""The first block of a PEM text, found by the rules of Hasura's PEM library.

They are stricter than other tools': the markers begin their lines and end them, each line of the content is
base64 by itself, and a broken block anywhere spoils the whole text. The label may be anything.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

_BEGIN = b"-----BEGIN "
_END = b"-----END "


class PemError(ValueError):
    """A text without a readable PEM block; the message is Hasura's and quotes nothing of the text."""


def first_block(text: bytes) -> bytes:
    """The content of the first block.

    Raises:
        PemError: There is no block, or one of the blocks is broken.
    """
    lines = iter([line.removesuffix(b"\r") for line in text.split(b"\n")])
    blocks = [_content(line, lines) for line in lines if line.startswith(_BEGIN)]
    if not blocks:
        raise PemError("No pem found")
    return blocks[0]


def _content(begin: bytes, lines: Iterator[bytes]) -> bytes:
    label = _label(begin, _BEGIN)
    content: list[bytes] = []
    for line in lines:
        if line.startswith(_END):
            if _label(line, _END) != label:
                raise PemError("invalid PEM: end name doesn't match start name")
            return b"".join(content)
        content.append(_line(line))
    raise PemError("invalid PEM: no end marker found")


def _label(line: bytes, marker: bytes) -> bytes:
    label, dashes, rest = line[len(marker) :].partition(b"-")
    if dashes + rest != b"-----":
        raise PemError("invalid PEM delimiter found")
    return label


def _line(line: bytes) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except binascii.Error:
        raise PemError("invalid PEM: decoding failed: base64: input: invalid encoding") from None

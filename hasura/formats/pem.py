"""The first block of a PEM text, found by the rules of Hasura's PEM library.

They are stricter than other tools': the markers begin their lines and end them, each line of the content is
base64 by itself, and a broken block anywhere spoils the whole text. The label may be anything.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

_BEGIN = b"-----BEGIN "
_END = b"-----END "
_NO_SIGN = re.compile(rb"[^A-Za-z0-9+/]")
_UNDECODABLE = "invalid PEM: decoding failed: base64: input: "


class PemError(ValueError):
    """A text without a readable PEM block; the message is Hasura's and quotes nothing of the text."""


def first_block(text: bytes) -> bytes:
    """The content of the first block.

    Raises:
        PemError: There is no block, or one of the blocks is broken.
    """
    lines = iter(_lines(text))
    blocks = [_content(line, lines) for line in lines if line.startswith(_BEGIN)]
    if not blocks:
        raise PemError("No pem found")
    return blocks[0]


def _lines(text: bytes) -> list[bytes]:
    """The lines without their ends; a line break at the end begins no further line."""
    lines = text.split(b"\n")
    return [line.removesuffix(b"\r") for line in (lines if lines[-1] else lines[:-1])]


def _content(begin: bytes, lines: Iterator[bytes]) -> bytes:
    label = _label(begin, _BEGIN)
    content: list[bytes] = []
    line = next(lines, None)
    if line is None:
        raise PemError("invalid PEM: no more content in header context")
    while line is not None:
        if line.startswith(_END):
            if _label(line, _END) != label:
                raise PemError("invalid PEM: end name doesn't match start name")
            return b"".join(content)
        content.append(_line(line))
        line = next(lines, None)
    raise PemError("invalid PEM: no end marker found")


def _label(line: bytes, marker: bytes) -> bytes:
    label, dashes, rest = line[len(marker) :].partition(b"-")
    if dashes + rest != b"-----":
        raise PemError("invalid PEM delimiter found")
    return label


def _line(line: bytes) -> bytes:
    """The bytes of one line of base64: groups of four signs, padded at the end alone."""
    if len(line) % 4:
        raise PemError(f"{_UNDECODABLE}invalid length")
    padding = 2 if line.endswith(b"==") else int(line.endswith(b"="))
    signs = line[: len(line) - padding]
    strange = _NO_SIGN.search(signs)
    if strange is not None:
        raise PemError(f"{_UNDECODABLE}invalid encoding at offset: {strange.start()}")
    return base64.b64decode(signs + b"A" * padding)[: len(line) // 4 * 3 - padding]

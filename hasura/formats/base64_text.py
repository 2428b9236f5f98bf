"""Base64 as people and programs leave it."""

from __future__ import annotations

import base64
import binascii
import re

_SIGNS = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_URL = str.maketrans("-_", "+/")


def lenient_base64(text: str, least: int = 0) -> bytes | None:
    """What base64 or base64url holds, padded or not, with white space anywhere.

    Args:
        text: Any text; None comes of what is not base64.
        least: So many signs there are at least, so that a word is not taken for base64.
    """
    joined = "".join(text.split())
    if not _SIGNS.fullmatch(joined) or len(joined.rstrip("=")) < least:
        return None
    bare = joined.rstrip("=").translate(_URL)
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        return None

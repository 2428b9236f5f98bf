"""Undoing what happened to a key in PEM: to its lines, its markers and its signs."""

from __future__ import annotations

import re

from hasura.formats.base64_text import lenient_base64
from hasura.repair.accident import changed

_DASHES = re.compile(r"[-\u2010-\u2015\u2212]{2,}\s*(BEGIN|END)\s+([A-Z0-9 ]*?)\s*[-\u2010-\u2015\u2212]{2,}")
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]*)-----(.*?)-----END [A-Z0-9 ]*-----", re.DOTALL)


def with_line_breaks(text: str) -> str | None:
    """The text with line breaks in place of the characters that stand for them."""
    return text.replace("\\r", "").replace("\\n", "\n") if "\\n" in text else None


def with_lines(text: str) -> str | None:
    """The block with its markers on lines of their own, where it stands in one line."""
    match = _BLOCK.search(text)
    if match is None or re.search(r"[\r\n]", text.strip()):
        return None
    return _wrapped(match[1], "".join(match[2].split()))


def _wrapped(label: str, body: str) -> str:
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def with_pluses(text: str) -> str | None:
    """Spaces inside the lines turned back into the signs that a web form made of them."""
    lines = [line if line.startswith("-----") else line.replace(" ", "+") for line in text.split("\n")]
    return changed(text, "\n".join(lines))


def without_indentation(text: str) -> str | None:
    """The lines without the spaces at their ends."""
    return changed(text, "\n".join(line.strip(" \t\r\u00a0") for line in text.split("\n")))


def with_plain_markers(text: str) -> str | None:
    """The markers with their five plain dashes."""
    return changed(text, _DASHES.sub(lambda match: f"-----{match[1]} {match[2]}-----", text))


def with_one_label(text: str) -> str | None:
    """The END line with the label of the BEGIN line."""
    begin = re.search(r"-----BEGIN ([A-Z0-9 ]+)-----", text)
    if begin is None:
        return None
    return changed(text, re.sub(r"-----END [A-Z0-9 ]*-----", f"-----END {begin[1]}-----", text))


def with_end(text: str) -> str | None:
    """The block with the END line that it lost."""
    begin = re.search(r"-----BEGIN ([A-Z0-9 ]+)-----", text)
    if begin is None or "-----END" in text:
        return None
    return f"{text.rstrip()}\n-----END {begin[1]}-----\n"


def with_own_lines(text: str) -> str | None:
    """Each marker on a line of its own, and nothing before the first one."""
    start = text.find("-----BEGIN ")
    if start < 0:
        return None
    moved = re.sub(r"[ \t]*(-----(?:BEGIN|END) [A-Z0-9 ]*-----)[ \t\"',;]*", r"\n\1\n", text[start:])
    return changed(text, re.sub(r"\n{2,}", "\n", moved).lstrip("\n"))


def without_headers(text: str) -> str | None:
    """The block without lines such as `Comment: ...` inside it."""
    return changed(text, re.sub(r"(?m)^[A-Za-z-]+: .*\n", "", text))


def with_body_signs(text: str) -> str | None:
    """base64url turned into base64."""
    lines = [
        line if line.startswith("-----") else line.replace("-", "+").replace("_", "/")
        for line in text.split("\n")
    ]
    return changed(text, "\n".join(lines))


def without_strange_signs(text: str) -> str | None:
    """The block without invisible signs, which cannot be part of any key."""
    return changed(text, re.sub(r"[\ufeff\u200b-\u200f\u2060\u00ad]", "", text).replace("\u00a0", " "))


def of_base64(text: str) -> str | None:
    """What the base64 of a whole PEM text, or of its content alone, holds."""
    raw = lenient_base64(text, least=40) or b""
    return raw.decode("ascii", "replace") if raw.startswith(b"-----BEGIN ") else None


def of_content(text: str) -> str | None:
    """The block around its bare content."""
    joined = "".join(text.split())
    if not re.fullmatch(r"MII[A-Za-z0-9+/]{40,}={0,2}|M[A-Za-z0-9+/]{50,}={0,2}", joined):
        return None
    return _wrapped("PUBLIC KEY", joined)

"""Accidents of a key in PEM: of its lines, its markers and its signs."""

from __future__ import annotations

import base64
import binascii
import re

from hasura.algorithms import types_of
from hasura.formats.pem import PemError
from hasura.model import PublicKey
from hasura.repair.accident import Accident, Repair, repair, search
from hasura.start.public_key import PublicKeyError, public_key

_LONGEST = 100_000
_DASHES = re.compile(r"[-\u2010-\u2015\u2212]{2,}\s*(BEGIN|END)\s+([A-Z0-9 ]*?)\s*[-\u2010-\u2015\u2212]{2,}")
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]*)-----(.*?)-----END [A-Z0-9 ]*-----", re.DOTALL)
_FROM_FILE = (
    "Make the value from the PEM file: jq -nc --rawfile key public.pem '{type: \"RS256\", key: $key}'."
)


def repaired_pem(text: str) -> tuple[tuple[Accident, ...], str] | None:
    """What happened to a key in PEM, and the key as it was meant; None when nothing here explains it."""
    return search(text, REPAIRS, is_key) if len(text) <= _LONGEST else None


def key_of(text: str) -> PublicKey | None:
    """The public key that Hasura finds in the text, if it finds one."""
    try:
        return public_key(text.encode("utf-8", "replace"))
    except (PublicKeyError, PemError):
        return None


def is_key(text: str) -> bool:
    """Whether Hasura takes the text as a public key."""
    return key_of(text) is not None


def types_of_text(text: str) -> tuple[str, ...]:
    """The types that go with the key in a PEM text; none where there is no key."""
    key = key_of(text)
    return () if key is None else types_of(key)


def _changed(text: str, undone: str) -> str | None:
    return None if undone == text else undone


def _with_line_breaks(text: str) -> str | None:
    return text.replace("\\r", "").replace("\\n", "\n") if "\\n" in text else None


def _with_lines(text: str) -> str | None:
    """The block with its markers on lines of their own, where it stands in one line."""
    match = _BLOCK.search(text)
    if match is None or re.search(r"[\r\n]", text.strip()):
        return None
    return _wrapped(match[1], "".join(match[2].split()))


def _wrapped(label: str, body: str) -> str:
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def _with_pluses(text: str) -> str | None:
    """Spaces inside the lines turned back into the signs that a web form made of them."""
    lines = [line if line.startswith("-----") else line.replace(" ", "+") for line in text.split("\n")]
    return _changed(text, "\n".join(lines))


def _without_indentation(text: str) -> str | None:
    return _changed(text, "\n".join(line.strip(" \t\r\u00a0") for line in text.split("\n")))


def _with_plain_markers(text: str) -> str | None:
    return _changed(text, _DASHES.sub(lambda match: f"-----{match[1]} {match[2]}-----", text))


def _with_one_label(text: str) -> str | None:
    begin = re.search(r"-----BEGIN ([A-Z0-9 ]+)-----", text)
    if begin is None:
        return None
    return _changed(text, re.sub(r"-----END [A-Z0-9 ]*-----", f"-----END {begin[1]}-----", text))


def _with_end(text: str) -> str | None:
    begin = re.search(r"-----BEGIN ([A-Z0-9 ]+)-----", text)
    if begin is None or "-----END" in text:
        return None
    return f"{text.rstrip()}\n-----END {begin[1]}-----\n"


def _with_own_lines(text: str) -> str | None:
    """Each marker on a line of its own, and nothing before the first one."""
    start = text.find("-----BEGIN ")
    if start < 0:
        return None
    moved = re.sub(r"[ \t]*(-----(?:BEGIN|END) [A-Z0-9 ]*-----)[ \t\"',;]*", r"\n\1\n", text[start:])
    return _changed(text, re.sub(r"\n{2,}", "\n", moved).lstrip("\n"))


def _without_headers(text: str) -> str | None:
    """The block without lines such as `Comment: ...` inside it."""
    return _changed(text, re.sub(r"(?m)^[A-Za-z-]+: .*\n", "", text))


def _with_body_signs(text: str) -> str | None:
    """base64url turned into base64."""
    lines = [
        line if line.startswith("-----") else line.replace("-", "+").replace("_", "/")
        for line in text.split("\n")
    ]
    return _changed(text, "\n".join(lines))


def _without_strange_signs(text: str) -> str | None:
    """The block without invisible signs, which cannot be part of any key."""
    return _changed(text, re.sub(r"[\ufeff\u200b-\u200f\u2060\u00ad]", "", text).replace("\u00a0", " "))


def _of_base64(text: str) -> str | None:
    """What the base64 of a whole PEM text, or of its content alone, holds."""
    joined = "".join(text.split())
    if not re.fullmatch(r"[A-Za-z0-9+/_-]{40,}={0,2}", joined):
        return None
    try:
        raw = base64.b64decode(joined.replace("-", "+").replace("_", "/") + "=" * (-len(joined) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw.decode("ascii", "replace") if raw.startswith(b"-----BEGIN ") else None


def _of_content(text: str) -> str | None:
    joined = "".join(text.split())
    if not re.fullmatch(r"MII[A-Za-z0-9+/]{40,}={0,2}|M[A-Za-z0-9+/]{50,}={0,2}", joined):
        return None
    return _wrapped("PUBLIC KEY", joined)


REPAIRS: tuple[Repair[str], ...] = (
    repair(
        "newlines-doubled",
        "The key holds the characters backslash and n in place of line breaks: they were escaped twice.",
        'Write \\n, not \\\\n, in the JSON: "key": "-----BEGIN PUBLIC KEY-----\\n..."',
        _with_line_breaks,
    ),
    repair(
        "newlines-lost",
        "The key is a PEM block without its line breaks: a shell or a copy joined its lines.",
        _FROM_FILE,
        _with_lines,
    ),
    repair(
        "pem-indented",
        "The lines of the PEM block are indented, or end with spaces; its markers have to begin their lines.",
        _FROM_FILE,
        _without_indentation,
    ),
    repair(
        "pem-invisible-characters",
        "The PEM block holds characters that nobody sees, as copies from web pages do.",
        _FROM_FILE,
        _without_strange_signs,
    ),
    repair(
        "pem-markers-damaged",
        "The dashes around BEGIN or END are not the five plain ones: an editor or a copy changed them.",
        _FROM_FILE,
        _with_plain_markers,
    ),
    repair(
        "pem-line-ends",
        "The lines of the PEM block end with a lone carriage return, as on an old Macintosh.",
        _FROM_FILE,
        lambda text: re.sub(r"\r(?!\n)", "\n", text) if "\r" in text else None,
    ),
    repair(
        "pem-labels-differ",
        "The END line of the PEM block names another thing than its BEGIN line.",
        _FROM_FILE,
        _with_one_label,
    ),
    repair(
        "pem-end-lost",
        "The END line of the PEM block is missing.",
        _FROM_FILE,
        _with_end,
    ),
    repair(
        "pem-markers-inline",
        "Something stands on the same line as a marker of the PEM block; Hasura wants the markers alone.",
        _FROM_FILE,
        _with_own_lines,
    ),
    repair(
        "pem-headers-inside",
        "The PEM block holds header lines, such as Comment:, which Hasura cannot read.",
        "Remove the lines with a colon inside the block.",
        _without_headers,
    ),
    repair(
        "pem-pluses-lost",
        "Spaces stand in the PEM block where plus signs were: a web form or an address turned them.",
        _FROM_FILE,
        _with_pluses,
    ),
    repair(
        "pem-base64url",
        "The PEM block is written in base64url, with - and _; PEM has + and / there.",
        _FROM_FILE,
        _with_body_signs,
    ),
    repair(
        "pem-base64-encoded",
        "The key is the base64 of a PEM text, as a Kubernetes Secret or a CI variable stores it.",
        "Decode it once more: base64 -d",
        _of_base64,
    ),
    repair(
        "pem-markers-lost",
        "The key is the content of a PEM block without its BEGIN and END lines.",
        _FROM_FILE,
        _of_content,
    ),
)

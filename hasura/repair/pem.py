"""Accidents of a key in PEM: of its lines, its markers and its signs."""

from __future__ import annotations

import re

from hasura.algorithms import types_of
from hasura.formats.pem import PemError
from hasura.model import PublicKey
from hasura.repair.accident import Accident, Repair, repair, search
from hasura.repair.undo import pem as undo
from hasura.start.public_key import PublicKeyError, public_key

_LONGEST = 100_000
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


REPAIRS: tuple[Repair[str], ...] = (
    repair(
        "newlines-doubled",
        "The key holds the characters backslash and n in place of line breaks: they were escaped twice.",
        'Write \\n, not \\\\n, in the JSON: "key": "-----BEGIN PUBLIC KEY-----\\n..."',
        undo.with_line_breaks,
    ),
    repair(
        "newlines-lost",
        "The key is a PEM block without its line breaks: a shell or a copy joined its lines.",
        _FROM_FILE,
        undo.with_lines,
    ),
    repair(
        "pem-indented",
        "The lines of the PEM block are indented, or end with spaces; its markers have to begin their lines.",
        _FROM_FILE,
        undo.without_indentation,
    ),
    repair(
        "pem-invisible-characters",
        "The PEM block holds characters that nobody sees, as copies from web pages do.",
        _FROM_FILE,
        undo.without_strange_signs,
    ),
    repair(
        "pem-markers-damaged",
        "The dashes around BEGIN or END are not the five plain ones: an editor or a copy changed them.",
        _FROM_FILE,
        undo.with_plain_markers,
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
        undo.with_one_label,
    ),
    repair(
        "pem-end-lost",
        "The END line of the PEM block is missing.",
        _FROM_FILE,
        undo.with_end,
    ),
    repair(
        "pem-markers-inline",
        "Something stands on the same line as a marker of the PEM block; Hasura wants the markers alone.",
        _FROM_FILE,
        undo.with_own_lines,
    ),
    repair(
        "pem-headers-inside",
        "The PEM block holds header lines, such as Comment:, which Hasura cannot read.",
        "Remove the lines with a colon inside the block.",
        undo.without_headers,
    ),
    repair(
        "pem-pluses-lost",
        "Spaces stand in the PEM block where plus signs were: a web form or an address turned them.",
        _FROM_FILE,
        undo.with_pluses,
    ),
    repair(
        "pem-base64url",
        "The PEM block is written in base64url, with - and _; PEM has + and / there.",
        _FROM_FILE,
        undo.with_body_signs,
    ),
    repair(
        "pem-base64-encoded",
        "The key is the base64 of a PEM text, as a Kubernetes Secret or a CI variable stores it.",
        "Decode it once more: base64 -d",
        undo.of_base64,
    ),
    repair(
        "pem-markers-lost",
        "The key is the content of a PEM block without its BEGIN and END lines.",
        _FROM_FILE,
        undo.of_content,
    ),
)

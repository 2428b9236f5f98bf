"""Undoing how the JSON is written: its signs, its quotes, and the form that something turned it into."""

from __future__ import annotations

import json
import re

import yaml

from hasura.formats.base64_text import lenient_base64
from hasura.repair.accident import changed
from hasura.repair.loose import read_loosely
from hasura.start.grammar import FIELDS

_LONGEST_YAML = 10_000
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"), None)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\u3000"), " ")
_CURLY = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"), '"') | dict.fromkeys(
    map(ord, "\u2018\u2019\u201a\u2039\u203a"), "'"
)


def without_invisible(text: str) -> str:
    """The text without the signs that nobody sees, and with plain spaces for those that look like them."""
    return text.translate(_INVISIBLE).translate(_SPACES)


def unescaped(text: str) -> str | None:
    """The text whose quotes were escaped once too often."""
    if not re.search(r'[\\^`]"|\\u0022', text):
        return None
    try:
        return changed(text, str(json.loads(f'"{text.strip()}"')))
    except ValueError:
        return re.sub(r'[\\^`]"', '"', text)


def with_breaks(text: str) -> str | None:
    """The text with an escape in place of every line break inside a string."""
    pieces = text.split('"')
    pieces[1::2] = [
        piece.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n").replace("\t", " ")
        for piece in pieces[1::2]
    ]
    return changed(text, '"'.join(pieces))


def of_base64(text: str) -> str | None:
    """What the base64 of a JSON text holds."""
    try:
        inner = (lenient_base64(text, least=16) or b"").decode("utf-8")
    except UnicodeDecodeError:
        return None
    return inner if re.match(r"""\s*["'`]?\s*[{\[]""", inner) else None


def of_loose(text: str) -> str | None:
    """The JSON of a text that only looks like it."""
    fields = read_loosely(text)
    return None if fields is None else json.dumps(fields)


def without_any_quotes(text: str) -> str | None:
    """The JSON whose quotes a shell has taken."""
    return None if '"' in text or "'" in text else of_loose(text)


def with_single_quotes(text: str) -> str | None:
    """The JSON that is written with single quotes."""
    return of_loose(text) if "'" in text and '"' not in text else None


def with_some_quotes(text: str) -> str | None:
    """The JSON of which some quotes are missing."""
    return of_loose(text) if re.search(r"""["']""", text) else None


def of_yaml(text: str) -> str | None:
    """A YAML mapping; anchors are left alone, since nobody writes a secret with them."""
    if text.lstrip().startswith(("{", "[", '"', "'")) or "&" in text or len(text) > _LONGEST_YAML:
        return None
    try:
        fields = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or not fields.keys() & set(FIELDS):
        return None
    try:
        return json.dumps(fields)
    except TypeError:
        return None


def straightened(text: str) -> str:
    """The text with straight quotes in place of curly ones."""
    return text.translate(_CURLY)

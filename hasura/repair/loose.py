"""A JWT secret whose JSON lost its quotes, read by the names of its fields."""

from __future__ import annotations

import json
import re
from typing import Any

_NAME = re.compile(r"""\s*(?P<quote>["']?)(?P<name>[A-Za-z_][A-Za-z0-9_-]*)(?P=quote)\s*:\s*""")
_NEXT = re.compile(r"""\s*,\s*["']?[A-Za-z_][A-Za-z0-9_-]*["']?\s*:|\s*,?\s*\}""")
_NEXT_ITEM = re.compile(r"\s*,|\s*\]")
_QUOTED = re.compile(
    r"""'((?:\\.|[^'\\])*)'(?=\s*(?:[,}\]]|$))|"((?:\\.|[^"\\])*)"(?=\s*(?:[,}\]]|$))""", re.DOTALL
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CONSTANTS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
_DEEPEST = 6


def read_loosely(text: str) -> dict[str, Any] | None:
    """The object that a text in braces was meant to be; None when it cannot be read even so."""
    try:
        value, end = _value(text.strip(), 0, _NEXT, 0)
    except ValueError:
        return None
    return value if isinstance(value, dict) and value and not text.strip()[end:].strip() else None


def _value(text: str, at: int, following: re.Pattern[str], depth: int) -> tuple[Any, int]:
    if depth > _DEEPEST:
        raise ValueError
    if text.startswith("{", at):
        return _object(text, at + 1, depth)
    if text.startswith("[", at):
        return _array(text, at + 1, depth)
    quoted = _QUOTED.match(text, at)
    if quoted is not None:
        inner = quoted[1] if quoted[1] is not None else quoted[2]
        return _unescaped(inner), quoted.end()
    end = following.search(text, at)
    if end is None:
        raise ValueError
    return _scalar(text[at : end.start()].strip()), end.start()


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    fields: dict[str, Any] = {}
    while True:
        name = _NAME.match(text, at)
        if name is None:
            raise ValueError
        fields[name["name"]], at = _value(text, name.end(), _NEXT, depth + 1)
        closing = re.compile(r"\s*,?\s*\}").match(text, at)
        if closing is not None:
            return fields, closing.end()
        comma = re.compile(r"\s*,").match(text, at)
        if comma is None:
            raise ValueError
        at = comma.end()


def _array(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    while True:
        closing = re.compile(r"\s*,?\s*\]").match(text, at)
        if closing is not None:
            return items, closing.end()
        start = re.compile(r"\s*,?\s*").match(text, at)
        item, end = _value(text, at if start is None else start.end(), _NEXT_ITEM, depth + 1)
        if end <= at:
            raise ValueError
        items.append(item)
        at = end


def _scalar(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return json.loads(text) if _NUMBER.fullmatch(text) and len(text) < 8 else _unescaped(text)


def _unescaped(text: str) -> str:
    r"""The text with its \n as line breaks; a text that is not escaped rightly stays as it is."""
    escaped = text.replace("\\'", "'").replace("\n", "\\n").replace("\r", "")
    try:
        return str(json.loads(f'"{escaped}"'))
    except ValueError:
        return text

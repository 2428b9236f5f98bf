"""JSON as Hasura's library reads it: the first of equal keys wins, depth and number size do not matter.

Python's decoder differs in four ways that an attacker or a careless client can reach: it keeps the last of
equal keys, takes `NaN`, takes lone surrogates, and stops at about a thousand levels and at huge integers.
"""

from __future__ import annotations

import json
import re
from typing import Any

_SURROGATE_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.",
    re.DOTALL,
)
_LONE_SURROGATE_LENGTH = 6
_LONGEST_EXACT_INTEGER = 400
_DEEPEST = 100_000  # more than any HTTP header or environment variable can hold closed again
_SPACE = re.compile(r"[ \t\n\r]*")


def decode_json(data: bytes | str) -> Any:
    """The value of a JSON document.

    Raises:
        ValueError: The document is not JSON.
    """
    text = data.decode("utf-8") if isinstance(data, bytes) else data
    if isinstance(data, str):
        text.encode("utf-8")
    if "\\u" in text and _has_lone_surrogate(text):
        raise ValueError("a surrogate stands alone")
    try:
        return _DECODER.decode(text)
    except RecursionError:
        return _decode_deep(text)


def type_name(value: Any) -> str:
    """The kind of a JSON value, as Hasura's messages name it."""
    if value is None:
        return "Null"
    names = {bool: "Boolean", str: "String", list: "Array", dict: "Object"}
    return names.get(type(value), "Number")


def quoted(text: str) -> str:
    """The text in double quotes, as Hasura's messages show one inside another."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _has_lone_surrogate(text: str) -> bool:
    return any(len(match.group()) == _LONE_SURROGATE_LENGTH for match in _SURROGATE_ESCAPES.finditer(text))


def _first_of_equal_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else dict(reversed(pairs))


def _integer(text: str) -> int | float:
    """The number, exactly; beyond all dates and sizes an infinity serves the same comparisons."""
    return int(text) if len(text) <= _LONGEST_EXACT_INTEGER else float(text)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_first_of_equal_keys, parse_int=_integer, parse_constant=_refuse_constant
)


class _Open:
    """An array or an object whose end is not reached yet; `key` is the member being read."""

    def __init__(self, key: str | None) -> None:
        self.key = key
        self.items: list[Any] = []
        self.pairs: list[tuple[str, Any]] = []

    def add(self, value: Any) -> None:
        if self.key is None:
            self.items.append(value)
        else:
            self.pairs.append((self.key, value))

    def goes_on(self, text: str, position: int) -> tuple[bool, int]:
        """Whether another value follows the one just added, and the place after what says so."""
        mark = text[position : position + 1]
        if mark == ("]" if self.key is None else "}"):
            return False, position + 1
        if mark != ",":
            raise ValueError("a comma or a closing bracket is missing")
        if self.key is None:
            return True, position + 1
        self.key, position = _read_key(text, position + 1)
        return True, position

    def closed(self) -> Any:
        return self.items if self.key is None else _first_of_equal_keys(self.pairs)


def _decode_deep(text: str) -> Any:
    """Decode without recursion: what is open is kept on a list."""
    open_values: list[_Open] = []
    position = 0
    while True:
        value, position = _start(text, _skip(text, position))
        if isinstance(value, _Open):
            open_values.append(value)
            if len(open_values) > _DEEPEST:
                raise ValueError("the document is too deep")
            continue
        while open_values:
            open_values[-1].add(value)
            goes_on, position = open_values[-1].goes_on(text, _skip(text, position))
            if goes_on:
                break
            value = open_values.pop().closed()
        else:
            if _skip(text, position) != len(text):
                raise ValueError("something follows the document")
            return value


def _start(text: str, position: int) -> tuple[Any, int]:
    """The whole value that stands here, or the array or object that begins here."""
    opening = text[position : position + 1]
    if opening not in ("[", "{"):
        return _DECODER.raw_decode(text, position)
    inside = _skip(text, position + 1)
    if text[inside : inside + 1] == {"[": "]", "{": "}"}[opening]:
        return ([] if opening == "[" else {}), inside + 1
    if opening == "[":
        return _Open(None), inside
    key, inside = _read_key(text, inside)
    return _Open(key), inside


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _read_key(text: str, position: int) -> tuple[str, int]:
    position = _skip(text, position)
    if text[position : position + 1] != '"':
        raise ValueError("a key is missing")
    key, position = _DECODER.raw_decode(text, position)
    position = _skip(text, position)
    if text[position : position + 1] != ":":
        raise ValueError("a colon is missing")
    return key, position + 1

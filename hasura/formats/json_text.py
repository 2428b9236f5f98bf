"""JSON as Hasura's library reads it: the first of equal keys wins, and the size of numbers does not matter.

Python's decoder differs in four ways that an attacker or a careless client can reach: it keeps the last of
equal keys, takes `NaN`, takes lone surrogates, and stops at huge integers and at about a thousand levels. The
last difference stays: what is nested deeper counts as not JSON.
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


def decode_json(data: bytes | str) -> Any:
    """The value of a JSON document.

    Raises:
        ValueError: The document is not JSON, or nested too deeply.
    """
    text = data.decode("utf-8") if isinstance(data, bytes) else data
    if isinstance(data, str):
        text.encode("utf-8")
    if "\\u" in text and _has_lone_surrogate(text):
        raise ValueError("a surrogate stands alone")
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("the document is nested too deeply") from None


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

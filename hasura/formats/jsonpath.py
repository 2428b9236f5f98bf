"""The JSON path of `claims_namespace_path` and `claims_map`: parsed, followed and shown as Hasura does it.

It is a dialect of its own: names, array indexes and quoted names, and nothing else of JSONPath.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from hasura.formats.json_text import decode_json
from hasura.model import JSONPath

_ELEMENT = re.compile(
    r"""
    \.?(?P<name>(?:[^\W\d_]|_)(?:[^\W\d_]|[0-9_-])*+)
    | \.?\[(?P<index>[0-9]++)\]
    | \.?\["(?P<double>(?:\\.|[^"])*+)"\]
    | \.?\['(?P<single>(?:\\.|[^'])*+)'\]
    """,
    re.VERBOSE | re.DOTALL,
)
_SINGLE_QUOTED = re.compile(r"""\\'|"|\\.""", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_INDEX_BITS = 64
_DIGITS_THAT_COUNT = 64  # 10 ** 64 is a multiple of 2 ** 64: the digits before them change nothing


class JSONPathError(ValueError):
    """A text that is not a path; the message is Hasura's."""


class _Missing:
    """The result of a path that finds nothing; a found `null` is None."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()


def parse_path(text: str) -> JSONPath:
    """The keys and indexes of a path.

    Raises:
        JSONPathError: The text is not a path.
    """
    if text == "$":
        return ()
    position = 1 if text.startswith("$") else 0
    elements: list[str | int] = []
    while (match := _ELEMENT.match(text, position)) is not None:
        try:
            elements.append(_element(match))
        except ValueError:
            raise _error(text) from None
        position = match.end()
    if not elements or position != len(text):
        raise _error(text)
    return tuple(elements)


def evaluate(path: JSONPath, value: Any) -> Any:
    """What the path finds in a JSON value, or MISSING."""
    for step in path:
        if isinstance(step, str):
            if not isinstance(value, dict) or step not in value:
                return MISSING
            value = value[step]
        else:
            if not isinstance(value, list) or not 0 <= step < len(value):
                return MISSING
            value = value[step]
    return value


def render(path: JSONPath) -> str:
    """The path as Hasura's messages show it."""
    return "$" + "".join(_shown(step) for step in path)


def _element(match: re.Match[str]) -> str | int:
    if match["index"] is not None:
        return _index(match["index"])
    if match["double"] is not None:
        return str(decode_json(f'"{match["double"]}"'))
    if match["single"] is not None:
        return str(decode_json(f'"{_SINGLE_QUOTED.sub(_requoted, match["single"])}"'))
    return match["name"]


def _requoted(match: re.Match[str]) -> str:
    return {r"\'": "'", '"': r"\""}.get(match[0], match[0])


def _index(digits: str) -> int:
    """The number, overflowing as Hasura's does; a negative one finds nothing."""
    number = int(digits[-_DIGITS_THAT_COUNT:]) % (1 << _INDEX_BITS)
    return number - (1 << _INDEX_BITS) if number >> (_INDEX_BITS - 1) else number


def _shown(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _PLAIN.fullmatch(step) else f"[{json.dumps(step, ensure_ascii=False)}]"


def _error(text: str) -> JSONPathError:
    return JSONPathError(
        f"{text}. Accept letters, digits, underscore (_) or hyphen (-) only. "
        'Use quotes enclosed in bracket (["..."]) if there is any special character'
    )

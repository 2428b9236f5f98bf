"""Reading fields of a JSON document, and saying in Hasura's words which one is wrong."""

from __future__ import annotations

import json
import re
from typing import Any

from hasura.formats.json_text import decode_json, type_name
from hasura.model import JSONPath

_IDENTIFIER = re.compile(r"[^\W\d_][^\W_]*")
_SHORT_NAME = re.compile(r"[A-Za-z0-9+._ -]{0,12}")
_INVALID_UTF8 = (
    "Failed reading: Cannot decode input: Data.Text.Internal.Encoding.decodeUtf8: Invalid UTF-8 stream"
)
_SYNTAX = {
    "Extra data": "endOfInput",
    "Unterminated string starting at": "Failed reading: string without end",
    "Invalid control character at": "object value: Failed reading: unescaped control character",
    "Expecting property name enclosed in double quotes": "object key > 34: Failed reading: satisfy",
    "Expecting ':' delimiter": "object key > 58: Failed reading: satisfy",
    "Expecting ',' delimiter": "',' or '}': Failed reading: satisfy",
}


class DecodeError(ValueError):
    """A document that Hasura cannot read; the text never quotes the document.

    Attributes:
        path: Where in the document.
        text: Hasura's words, without the path.
    """

    def __init__(self, text: str, path: JSONPath = ()) -> None:
        self.path = path
        self.text = text
        super().__init__(text)

    def within(self, *path: str | int) -> DecodeError:
        """The same error, seen from further outside."""
        return DecodeError(self.text, (*path, *self.path))

    def __str__(self) -> str:
        return f"Error in {_place(self.path)}: {self.text}"


def read_document(text: str) -> Any:
    """The JSON value of a text.

    The words for a syntax error differ from release to release of Hasura's JSON library; these are the ones
    that its users report.
    """
    try:
        return decode_json(text)
    except UnicodeError:
        raise DecodeError(_INVALID_UTF8) from None
    except json.JSONDecodeError as error:
        if not text[error.pos :].strip(" \t\r\n") and error.msg in ("Expecting value", "Extra data"):
            raise DecodeError("not enough input") from None
        raise DecodeError(_SYNTAX.get(error.msg, "Failed reading: not a valid json value")) from None
    except ValueError:
        raise DecodeError("Failed reading: not a valid json value") from None


def expect(kind: type, wanted: str, value: Any) -> Any:
    """The value, when it is of the kind wanted; `wanted` is the name that Hasura's messages give it."""
    if not isinstance(value, kind):
        raise DecodeError(
            f"parsing {wanted} failed, expected {type_name(kind())}, but encountered {type_name(value)}"
        )
    return value


def text_of(value: Any) -> str:
    """The value, when it is a text."""
    return str(expect(str, "Text", value))


def required(fields: dict[str, Any], name: str) -> Any:
    """The field's value, `null` included; its absence is an error."""
    if name not in fields:
        raise DecodeError(f'key "{name}" not found')
    return fields[name]


def repeatable(name: str) -> str:
    """A name that a message may repeat: a key in its place is not a short word, and is not shown."""
    return name if _SHORT_NAME.fullmatch(name) else "[not shown]"


def _place(path: JSONPath) -> str:
    steps = (
        f"[{step}]" if isinstance(step, int) else f".{step}" if _IDENTIFIER.fullmatch(step) else f"['{step}']"
        for step in path
    )
    return "$" + "".join(steps)

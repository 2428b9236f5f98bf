"""Where a JWT secret's `header` field says that the token travels."""

from __future__ import annotations

from typing import Any

from hasura.model import TokenLocation
from hasura.start.decode import DecodeError, expect, required, text_of


def parse_header(value: Any) -> TokenLocation:
    """The token's location; the type's case does not matter."""
    fields = expect(dict, "JWTHeader", value)
    kind = _text(fields, "type").casefold()
    if kind == "authorization":
        return TokenLocation()
    if kind == "cookie":
        return TokenLocation("Cookie", _text(fields, "name"))
    if kind == "customheader":
        return TokenLocation("CustomHeader", _text(fields, "name"))
    raise DecodeError("expected 'type' is 'Authorization' or 'Cookie' or 'CustomHeader'")


def _text(fields: dict[str, Any], name: str) -> str:
    value = required(fields, name)
    try:
        return text_of(value)
    except DecodeError as error:
        raise error.within(name) from None

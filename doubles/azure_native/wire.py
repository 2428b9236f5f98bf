"""The engine's property values: plain JSON with marks for what is not known yet.

Like azure-native, the double takes no secrets: the engine sends it plain values, and marks in its answers
what was secret in the inputs.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import json_format, struct_pb2

UNKNOWN_MARK = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class Unknown:
    """A value that only an applied update will know."""


UNKNOWN = Unknown()


def read(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Property values of a message, with `UNKNOWN` in place of marks."""
    found: dict[str, Any] = _from_wire(json_format.MessageToDict(struct))
    return found


def _from_wire(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _from_wire(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_from_wire(item) for item in value]
    if value == UNKNOWN_MARK:
        return UNKNOWN
    # A Struct knows only floating-point numbers; ARM wants whole ones as such.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def write(values: dict[str, Any]) -> struct_pb2.Struct:
    """The message of property values."""
    struct = struct_pb2.Struct()
    json_format.ParseDict(_to_wire(values), struct)
    return struct


def _to_wire(value: Any) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN_MARK
    if isinstance(value, dict):
        return {key: _to_wire(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_to_wire(item) for item in value]
    return value


def has_unknown(value: Any) -> bool:
    """Whether any part of a value is not known yet."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return isinstance(value, Unknown)

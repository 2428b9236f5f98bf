"""The engine's property values: plain JSON with marks for secrets and for what is not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format, struct_pb2

UNKNOWN_MARK = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the protocol's mark for a secret


class Unknown:
    """A value that only an applied update will know."""


UNKNOWN = Unknown()


@dataclass(frozen=True, repr=False)
class Hidden:
    """A value that must stay secret."""

    value: Any


def read(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Property values of a message, with `Hidden` and `UNKNOWN` in place of marks."""
    found: dict[str, Any] = _from_wire(json_format.MessageToDict(struct))
    return found


def _from_wire(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SECRET:
            return Hidden(_from_wire(value.get("value")))
        return {key: _from_wire(item) for key, item in value.items() if key != _SIGNATURE}
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
    if isinstance(value, Hidden):
        return {_SIGNATURE: _SECRET, "value": _to_wire(value.value)}
    if isinstance(value, Unknown):
        return UNKNOWN_MARK
    if isinstance(value, dict):
        return {key: _to_wire(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_to_wire(item) for item in value]
    return value


def bare(value: Any) -> Any:
    """A value without its secrecy, for the request to ARM and for comparing."""
    if isinstance(value, Hidden):
        return bare(value.value)
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items()}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value


def has_unknown(value: Any) -> bool:
    """Whether any part of a value is not known yet."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return isinstance(value, Unknown) or (isinstance(value, Hidden) and has_unknown(value.value))


def hide_alike(value: Any, like: Any) -> Any:
    """A value whose parts are secret where the same parts of another are."""
    if isinstance(like, Hidden):
        return value if isinstance(value, Hidden) else Hidden(value)
    if isinstance(value, dict) and isinstance(like, dict):
        return {key: hide_alike(item, like.get(key)) for key, item in value.items()}
    if isinstance(value, list) and isinstance(like, list) and len(value) == len(like):
        return [hide_alike(item, other) for item, other in zip(value, like, strict=True)]
    return value

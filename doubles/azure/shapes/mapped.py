"""Shapes from the older models: classes with `_attribute_map`, `_validation` and `_subtype_map`."""

from __future__ import annotations

import functools
import re
import sys
from typing import Any

from doubles.azure.shapes.shape import Field, Many, Mapping, Record, Scalar, Shape

_SCALARS = {"bool": "boolean", "int": "integer", "long": "integer", "float": "number", "decimal": "number"}
_STRINGS = {"str", "iso-8601", "rfc-1123", "duration", "date", "time", "bytearray", "base64"}


@functools.cache
def record(model: Any) -> Record:
    """The shape of a model class."""
    variants = {}
    for attribute, names in vars(model).get("_subtype_map", {}).items():
        key = _path(model._attribute_map[attribute]["key"])[-1]  # noqa: SLF001 - the map is all there is
        for value, name in names.items():
            variants[(key, value)] = record(_named(model, name))
    return Record(model.__name__, lambda: _fields(model), variants)


def _path(key: str) -> list[str]:
    """The places of a flattened key: dots part them, an escaped dot belongs to the name."""
    return [part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", key)]


def _fields(model: Any) -> dict[str, Field]:
    """The properties, with flattened ones put back where the wire has them."""
    tree: dict[str, Any] = {}
    for attribute, one in model._attribute_map.items():  # noqa: SLF001 - the map is all there is
        rules = model._validation.get(attribute, {})  # noqa: SLF001 - likewise
        leaf = Field(
            _shape(model, one["type"]),
            required=bool(rules.get("required")),
            read_only=bool(rules.get("readonly")),
        )
        *above, last = _path(one["key"])
        place = tree
        for part in above:
            place = place.setdefault(part, {})
        place[last] = leaf
    return _grown(model.__name__, tree)


def _grown(name: str, tree: dict[str, Any]) -> dict[str, Field]:
    fields = {}
    for key, value in tree.items():
        if isinstance(value, Field):
            fields[key] = value
            continue
        inner = _grown(f"{name}.{key}", value)
        needed = any(one.required for one in inner.values())
        fields[key] = Field(Record(f"{name}.{key}", lambda inner=inner: inner), required=needed)  # type: ignore[misc] # a lambda's default
    return fields


def _shape(model: Any, kind: str) -> Shape:
    if kind.startswith("["):
        return Many(_shape(model, kind[1:-1]))
    if kind.startswith("{"):
        return Mapping(_shape(model, kind[1:-1]))
    if kind in _SCALARS:
        return Scalar(_SCALARS[kind])
    if kind in _STRINGS:
        return Scalar("string")
    named = _named(model, kind)
    return record(named) if hasattr(named, "_attribute_map") else Scalar("any")


def _named(model: Any, name: str) -> Any:
    return getattr(sys.modules[model.__module__], name, None)

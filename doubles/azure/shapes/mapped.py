"""Shapes from the older models: classes with `_attribute_map`, `_validation` and `_subtype_map`."""

from __future__ import annotations

import enum
import functools
import math
import re
import sys
from collections.abc import Iterator
from typing import Any

from doubles.azure.shapes.rule import Rule, between, like, of_length
from doubles.azure.shapes.rules import rules_of
from doubles.azure.shapes.scalar import Scalar
from doubles.azure.shapes.shape import Field, Many, Mapping, Record, Shape

_SCALARS = {"bool": "boolean", "int": "integer", "long": "integer", "float": "number", "decimal": "number"}
_STRINGS = {"str", "rfc-1123", "date", "time", "bytearray", "base64"}
_FORMS = {"duration": "duration", "iso-8601": "date-time"}


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
        asked = model._validation.get(attribute, {})  # noqa: SLF001 - likewise
        *above, last = _path(one["key"])
        leaf = Field(
            _shape(model, one["type"], _words(model, attribute)),
            required=bool(asked.get("required")),
            read_only=bool(asked.get("readonly")),
            rules=(*_limits(asked), *rules_of(model.__module__, model.__name__, one["key"])),
        )
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


def _limits(asked: dict[str, Any]) -> Iterator[Rule]:
    """What a model's own validation says about a value."""
    if "minimum" in asked or "maximum" in asked:
        yield between(asked.get("minimum", -math.inf), asked.get("maximum", math.inf))
    for least, most in (("min_length", "max_length"), ("min_items", "max_items")):
        if least in asked or most in asked:
            yield of_length(asked.get(least, 0), asked.get(most, sys.maxsize))
    if "pattern" in asked:
        yield like(asked["pattern"], f"of the form {asked['pattern']}")


def _words(model: Any, attribute: str) -> tuple[str, ...]:
    """The words of the enumeration that an attribute is of: the initialiser's hint alone names it."""
    hint = str(model.__init__.__annotations__.get(attribute, ""))
    named = re.search(r"_models\.(\w+)", hint)
    package = sys.modules[model.__module__.rpartition(".")[0]]
    found = getattr(package, named[1], None) if named else None
    words: list[Any] = list(found) if isinstance(found, enum.EnumMeta) else []
    return tuple(str(one.value) for one in words)


def _shape(model: Any, kind: str, words: tuple[str, ...] = ()) -> Shape:
    if kind.startswith("["):
        return Many(_shape(model, kind[1:-1], words))
    if kind.startswith("{"):
        return Mapping(_shape(model, kind[1:-1]))
    if kind in _SCALARS:
        return Scalar(_SCALARS[kind])
    if kind in _FORMS:
        return Scalar("string", form=_FORMS[kind])
    if kind in _STRINGS:
        return Scalar("string", words=words)
    named = _named(model, kind)
    return record(named) if hasattr(named, "_attribute_map") else Scalar("any")


def _named(model: Any, name: str) -> Any:
    return getattr(sys.modules[model.__module__], name, None)

"""The words of enumerations as Azure spells them: it takes them in any case and tells them in its own."""

from __future__ import annotations

from typing import Any

from doubles.azure.shapes.scalar import Scalar
from doubles.azure.shapes.shape import Many, Mapping, Record, Shape


def spelled(shape: Shape, value: Any) -> Any:
    """A value of a shape, with each word of an enumeration in Azure's own spelling."""
    if isinstance(value, str) and isinstance(shape, Scalar):
        return next((word for word in shape.words if word.lower() == value.lower()), value)
    if isinstance(value, list) and isinstance(shape, Many):
        return [spelled(shape.item, item) for item in value]
    if isinstance(value, dict) and isinstance(shape, Mapping):
        return {key: spelled(shape.item, item) for key, item in value.items()}
    if isinstance(value, dict) and isinstance(shape, Record):
        known = shape.chosen(value).fields
        return {key: spelled(known[key].shape, one) if key in known else one for key, one in value.items()}
    return value

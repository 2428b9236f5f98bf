"""The shapes a JSON value may have, and the one thing asked of them: what is wrong with a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Problem = tuple[str, str]
"""Where in the body, and what is wrong there."""

_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


@dataclass(frozen=True)
class Scalar:
    """A string, number or truth value; `any` takes everything."""

    kind: str

    def problems(self, value: Any, where: str, *, partial: bool) -> Iterator[Problem]:
        """What is wrong with a value."""
        del partial
        if self.kind == "any" or value is None:
            return
        allowed = _PYTHON[self.kind]
        if not isinstance(value, allowed) or (isinstance(value, bool) and self.kind != "boolean"):
            yield where, f"expected {self.kind}, found {type(value).__name__}"


@dataclass(frozen=True)
class Many:
    """A list of one shape."""

    item: Shape

    def problems(self, value: Any, where: str, *, partial: bool) -> Iterator[Problem]:
        """What is wrong with a value."""
        if value is None:
            return
        if not isinstance(value, list):
            yield where, f"expected an array, found {type(value).__name__}"
            return
        for number, item in enumerate(value):
            yield from self.item.problems(item, f"{where}[{number}]", partial=partial)


@dataclass(frozen=True)
class Mapping:
    """An object with free keys and values of one shape."""

    item: Shape

    def problems(self, value: Any, where: str, *, partial: bool) -> Iterator[Problem]:
        """What is wrong with a value."""
        if value is None:
            return
        if not isinstance(value, dict):
            yield where, f"expected an object, found {type(value).__name__}"
            return
        for key, item in value.items():
            yield from self.item.problems(item, f"{where}.{key}", partial=partial)


@dataclass(frozen=True)
class Field:
    """One property of a record."""

    shape: Shape
    required: bool = False
    read_only: bool = False


@dataclass(eq=False)
class Record:
    """An object with known properties, read from the model when first asked for: models may be circular.

    Attributes:
        name: The model's name, for messages.
        load: Gives the properties.
        variants: Property name and value of a discriminator, to the record that it stands for.
    """

    name: str
    load: Callable[[], dict[str, Field]]
    variants: dict[tuple[str, str], Record] = field(default_factory=dict)
    _fields: dict[str, Field] | None = None

    @property
    def fields(self) -> dict[str, Field]:
        """The properties by their names on the wire."""
        if self._fields is None:
            self._fields = self.load()
        return self._fields

    def problems(self, value: Any, where: str, *, partial: bool) -> Iterator[Problem]:
        """What is wrong with a value; `partial` (PATCH) forgives what is missing."""
        if value is None:
            return
        if not isinstance(value, dict):
            yield where, f"expected an object, found {type(value).__name__}"
            return
        known = self.chosen(value).fields
        for key, item in value.items():
            if key not in known:
                yield f"{where}.{key}", f"Could not find member '{key}' on object of type '{self.name}'"
            elif not known[key].read_only:
                yield from known[key].shape.problems(item, f"{where}.{key}", partial=partial)
        for key, one in known.items():
            if one.required and not partial and value.get(key) is None:
                yield f"{where}.{key}", f"Required property '{key}' not found in JSON"

    def chosen(self, value: dict[str, Any]) -> Record:
        """The record that a value's discriminator names; this one when it names none."""
        for (key, name), record in self.variants.items():
            if value.get(key) == name:
                return record.chosen(value)
        return self


Shape = Scalar | Many | Mapping | Record

"""The shapes a JSON value may have, and the one thing asked of them: what is wrong with a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from doubles.azure.shapes.rule import Rule
from doubles.azure.shapes.scalar import Problem, Scalar


@dataclass(frozen=True)
class Many:
    """A list of one shape."""

    item: Shape

    def problems(self, value: Any, where: str, *, partial: bool) -> Iterator[Problem]:
        """What is wrong with a value."""
        if value is None:
            return
        if not isinstance(value, list):
            yield Problem(where, f"expected an array, found {type(value).__name__}")
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
            yield Problem(where, f"expected an object, found {type(value).__name__}")
            return
        for key, item in value.items():
            yield from self.item.problems(item, f"{where}.{key}", partial=partial)


@dataclass(frozen=True)
class Field:
    """One property of a record.

    Attributes:
        rules: What is asked of its value besides the shape.
    """

    shape: Shape
    required: bool = False
    read_only: bool = False
    rules: tuple[Rule, ...] = ()

    def problems(self, value: Any, where: str, *, partial: bool) -> Iterator[Problem]:
        """What is wrong with a value: with its shape, or else by the rules."""
        found = list(self.shape.problems(value, where, partial=partial))
        yield from found
        if found or value is None:
            return
        name = where.rsplit(".", maxsplit=1)[-1]
        for rule in self.rules:
            if not rule.holds(value):
                message = rule.message or "The value of '{name}' is invalid; expected {expected}"
                yield Problem(where, message.format(name=name, expected=rule.expected), rule.code, True)


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
            yield Problem(where, f"expected an object, found {type(value).__name__}")
            return
        known = self.chosen(value).fields
        yield from self._unnamed(value, where)
        for key, item in value.items():
            if key not in known:
                said = f"Could not find member '{key}' on object of type '{self.name}'"
                yield Problem(f"{where}.{key}", said)
            elif not known[key].read_only:
                yield from known[key].problems(item, f"{where}.{key}", partial=partial)
        for key, one in known.items():
            if one.required and not partial and value.get(key) is None:
                yield Problem(f"{where}.{key}", f"Required property '{key}' not found in JSON")

    def _unnamed(self, value: dict[str, Any], where: str) -> Iterator[Problem]:
        """A discriminator that names no variant."""
        for key in sorted({key for key, _ in self.variants}):
            names = [name for one, name in self.variants if one == key]
            if key in value and value[key] not in names:
                message = f'Error converting value "{value[key]}"; it has to be one of {", ".join(names)}'
                yield Problem(f"{where}.{key}", message, of_value=True)

    def chosen(self, value: dict[str, Any]) -> Record:
        """The record that a value's discriminator names; this one when it names none."""
        for (key, name), record in self.variants.items():
            if value.get(key) == name:
                return record.chosen(value)
        return self


Shape = Scalar | Many | Mapping | Record

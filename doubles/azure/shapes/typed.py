"""Shapes from the newer models: classes with type hints and `rest_field`s."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import functools
import sys
import types
import typing
from typing import Any

from doubles.azure.shapes.rules import rules_of
from doubles.azure.shapes.scalar import Scalar
from doubles.azure.shapes.shape import Field, Many, Mapping, Record, Shape

_FORMS = {dt.date: "date-time", dt.timedelta: "duration"}
_NUMBERS: dict[Any, str] = {bool: "boolean", int: "integer", float: "number", decimal.Decimal: "number"}


@functools.cache
def record(model: Any) -> Record:
    """The shape of a model class."""
    variants = {}
    for value, subclass in getattr(model, "__mapping__", {}).items():
        for name, one in model.__dict__.items():
            if getattr(one, "_is_discriminator", False) and subclass is not model:
                variants[(one._rest_name_input or name, str(value))] = record(subclass)  # noqa: SLF001 - the only way
    return Record(model.__name__, lambda: _fields(model), variants)


def _fields(model: Any) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for base in reversed(model.__mro__):
        module = sys.modules[base.__module__]
        names = {**vars(module), "_models": sys.modules.get(base.__module__.removesuffix("._models"))}
        for name, one in vars(base).items():
            if not hasattr(one, "_rest_name_input"):
                continue
            hint = _resolved(base.__annotations__.get(name), names)
            read_only = one._visibility == ["read"]  # noqa: SLF001 - azure-core describes a model nowhere else
            found[one._rest_name_input or name] = Field(  # noqa: SLF001 - likewise
                _shape(hint),
                required=not read_only and not _optional(hint),
                read_only=read_only,
                rules=rules_of(base.__module__, base.__name__, one._rest_name_input or name),  # noqa: SLF001 - likewise
            )
    return found


def _resolved(hint: Any, names: dict[str, Any]) -> Any:
    """A hint whose quoted parts are replaced by the classes that they name."""
    if isinstance(hint, typing.ForwardRef):
        hint = hint.__forward_arg__
    if isinstance(hint, str):
        return _resolved(eval(hint, names), names)  # noqa: S307 - a type hint of an installed package
    arguments = typing.get_args(hint)
    if not arguments or typing.get_origin(hint) is typing.Literal:
        return hint
    resolved = tuple(_resolved(one, names) for one in arguments)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.Union[resolved]  # noqa: UP007 - built from a tuple
    return hint.copy_with(resolved) if hasattr(hint, "copy_with") else typing.get_origin(hint)[resolved]


def _optional(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def _shape(hint: Any) -> Shape:  # noqa: PLR0911 - one line for each kind of hint
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        some = [one for one in arguments if one is not type(None)]
        if len(some) == 1:
            return _shape(some[0])
        return Scalar("string", words=_words(some)) if str in some else Scalar("any")
    if origin is list:
        return Many(_shape(arguments[0]))
    if origin is dict:
        return Mapping(_shape(arguments[1]))
    if origin is typing.Literal:
        return Scalar("string")
    if hint in _NUMBERS:
        return Scalar(_NUMBERS[hint])
    if isinstance(hint, type):
        for kind, form in _FORMS.items():
            if issubclass(hint, kind):
                return Scalar("string", form=form)
        if issubclass(hint, (str, enum.Enum)):
            return Scalar("string", words=_words([hint]))
        if hasattr(hint, "as_dict"):
            model: Any = hint
            return record(model)
    return Scalar("any")


def _words(hints: list[Any]) -> tuple[str, ...]:
    """The words of the enumeration among some hints; none where there is no enumeration.

    Azure's swagger calls nearly every enumeration open (`modelAsString`), so that clients bear new words.
    A service of one API version takes just its own.
    """
    return tuple(
        str(one.value)
        for hint in hints
        if isinstance(hint, type) and issubclass(hint, enum.Enum)
        for one in hint
    )

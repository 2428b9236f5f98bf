"""What a value has to be besides its kind: a range, a length, a form, one of a few words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


@dataclass(frozen=True)
class Rule:
    """One thing that is asked of a value.

    Attributes:
        expected: What the value has to be, for the message.
        holds: Whether a value of the right kind is so.
        code: The code of the refusal, where a resource provider has one for this alone.
        message: Azure's sentence for it, with places for `{name}` and `{expected}`.
    """

    expected: str
    holds: Callable[[Any], bool]
    code: str = ""
    message: str = ""


def between(low: float, high: float, unit: str = "", **words: str) -> Rule:
    """A number, also one that is written as text, within bounds."""
    return Rule(f"{low} to {high} {unit}".strip(), lambda value: _within(value, low, high), **words)


def of_length(low: int, high: int) -> Rule:
    """A text or a list of so many characters or items."""
    return Rule(f"{low} to {high} long", lambda value: low <= len(value) <= high)


def like(pattern: str, expected: str, **words: str) -> Rule:
    """A text of a form."""
    form = re.compile(pattern, re.DOTALL)
    return Rule(expected, lambda value: form.fullmatch(value) is not None, **words)


def one_of(values: str) -> Rule:
    """One of some words, parted by blanks, whatever their case."""
    known = {value.lower() for value in values.split()}
    return Rule(f"one of {', '.join(values.split())}", lambda value: str(value).lower() in known)


def lasting(low: str, high: str) -> Rule:
    """An ISO 8601 duration within bounds, which are durations too."""
    least, most = seconds(low), seconds(high)
    return Rule(f"{low} to {high}", lambda value: least <= seconds(value) <= most)


def seconds(duration: str) -> int:
    """How long an ISO 8601 duration of days, hours, minutes and seconds is; -1 when it is none."""
    found = _DURATION.fullmatch(duration)
    if found is None or not any(found.groups()):
        return -1
    days, hours, minutes, rest = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def _within(value: Any, low: float, high: float) -> bool:
    try:
        return low <= float(value) <= high
    except ValueError:
        return False

"""One accident, and the search for the few accidents that explain a damaged value."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

NEW_SECRET = "./herm jwt-config --hs256"  # noqa: S105 - a command

_MOST_TRIED = 300


@dataclass(frozen=True)
class Accident:
    """What happened to a value.

    Attributes:
        cause: A stable name, for machines.
        sentence: What happened, in at most 25 words, without showing the value.
        advice: What to do where herm cannot undo it, or so that it does not happen again.
        stops: Whether Hasura does not start because of it; else it starts and does something unmeant.
    """

    cause: str
    sentence: str
    advice: str
    stops: bool = True


@dataclass(frozen=True)
class Repair(Generic[T]):
    """An accident and its reversal, which gives None where the accident did not happen."""

    accident: Accident
    undo: Callable[[T], T | None]


def repair(cause: str, sentence: str, advice: str, undo: Callable[[Any], Any | None]) -> Repair[Any]:
    """One row of a table of accidents that keep Hasura from starting."""
    return Repair(Accident(cause, sentence, advice), undo)


def changed(text: str, undone: str) -> str | None:
    """The undone text; None where there was nothing to undo."""
    return None if undone == text else undone


def search(
    value: str, repairs: Sequence[Repair[str]], is_good: Callable[[str], bool]
) -> tuple[tuple[Accident, ...], str] | None:
    """The fewest accidents whose reversal makes a text good, and the good text; None when there are none.

    Of explanations of the same length the one whose rows stand first in the table is taken.
    """
    waiting: deque[tuple[str, tuple[Accident, ...]]] = deque([(value, ())])
    tried = {value}
    while waiting and len(tried) < _MOST_TRIED:
        text, happened = waiting.popleft()
        for row in repairs:
            undone = row.undo(text)
            if undone is None or undone in tried:
                continue
            tried.add(undone)
            so_far = (*happened, row.accident)
            if is_good(undone):
                return so_far, undone
            waiting.append((undone, so_far))
    return None

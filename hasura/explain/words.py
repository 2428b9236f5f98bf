"""Words for explanations: times, durations, lists and near misses, safe to print on a terminal."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hasura import model
from hasura.explain.case import Case
from hasura.explain.cause import Cause

_LONGEST = 80
_MOST = 12
_MOST_COMPARED = 200
_UNITS = ((86400 * 365, "year"), (86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


@dataclass(frozen=True)
class Explanation:
    """Why a request got its answer.

    Attributes:
        cause: The cause's name, which stays the same from release to release.
        sentence: The cause for a person who knows neither Hasura nor JOSE well, in 25 words or less.
        evidence: What was seen; no keys, no signatures.
        remedy: What to do; where one line does it, that line is the last and can be pasted.
        warnings: What a person should know although the request goes on.
    """

    cause: Cause
    sentence: str
    evidence: tuple[str, ...]
    remedy: str
    warnings: tuple[model.Warning, ...] = ()

    @property
    def text(self) -> str:
        """The cause, what was seen, and what else should be known."""
        return " ".join((self.sentence, *self.evidence, *(warning.reason for warning in self.warnings)))


Evidence = Mapping[str, Any]
"""What a refusal saw, by name."""

Explain = Callable[[Evidence, Case], Explanation | None]
"""Words for one cause; None where the cause is another one."""


def shown(text: object) -> str:
    """A text of a stranger, short and without control characters, in single quotes."""
    cut = str(text)
    cut = cut if len(cut) <= _LONGEST else cut[: _LONGEST - 3] + "..."
    return "'" + "".join(one if one.isprintable() else "?" for one in cut) + "'"


def listed(texts: Iterable[object]) -> str:
    """A list of strangers' texts, `none` when there are none."""
    items = tuple(texts)
    words = ", ".join(shown(item) for item in items[:_MOST])
    return f"{words} and {len(items) - _MOST} more" if len(items) > _MOST else words or "none"


def duration(seconds: float) -> str:
    """A length of time in its largest fitting unit, such as `3 hours`."""
    for size, unit in _UNITS:
        if seconds >= size and seconds != float("inf"):
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a second" if seconds < 1 else "an unlimited time"


def moment(seconds: float) -> str:
    """A time as a date and a clock in UTC, or the bare number where no calendar reaches."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"{seconds:g} seconds after 1970"


def near_miss(wanted: str, candidates: Iterable[object]) -> tuple[str, ...]:
    """A sentence on the candidate that looks like a misspelling of what was wanted, or nothing."""
    names = [str(name)[:_LONGEST] for name in tuple(candidates)[:_MOST_COMPARED]]
    by_folded = {name.casefold(): name for name in names if name != wanted}
    close = difflib.get_close_matches(wanted.casefold(), by_folded, n=1, cutoff=0.7)
    return tuple(f"{shown(by_folded[name])} looks like a misspelling of {shown(wanted)}." for name in close)

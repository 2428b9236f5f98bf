"""Durations as people write them: 90s, 30m, 1h, 7d."""

from __future__ import annotations

import re

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([0-9]{1,9})([smhd])")


def seconds_of(text: str) -> int:
    """The seconds of a duration.

    Raises:
        ValueError: With what a duration looks like.
    """
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise ValueError(f"{text!r} is not a duration such as 90s, 30m, 1h or 7d")
    return int(match[1]) * _UNITS[match[2]]

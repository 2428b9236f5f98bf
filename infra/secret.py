"""A string that does not show itself: `repr`, `str` and f-strings print a mask."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

MASK = "[secret]"
UNREADABLE = "value-that-cannot-be-read-here"
"""Stands for a secret that is missing, or whose key this machine does not have."""


@dataclass(frozen=True)
class Secret:
    """A secret value; only `reveal()` gives it out."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """The plain value, for the one place that hands it on."""
        return self._value

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that tell two values apart without showing either."""
        return hashlib.sha256(self._value.encode()).hexdigest()[:8]

    @property
    def readable(self) -> bool:
        """Whether this is the secret itself, and not the mark for one that this machine cannot read."""
        return UNREADABLE not in self._value

    def __repr__(self) -> str:
        return MASK

    def __str__(self) -> str:
        return MASK

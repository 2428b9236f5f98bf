"""How many examples a property tries that is worth more, or fewer, than the usual number."""

from __future__ import annotations

from hypothesis import settings


def times(share: float) -> int:
    """A multiple of what this run tries of each property, so that a quick run is quick here too."""
    return max(1, round(share * settings().max_examples))

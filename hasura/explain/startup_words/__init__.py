"""What each start-up error of Hasura means, and what fixes it; found by a part of its text."""

from __future__ import annotations

import re

from hasura.explain.startup_words import fields, key, server, syntax
from hasura.explain.startup_words.row import StartupWords

# The first row that fits is taken; the order is from the special to the general.
_ROWS = (*server.ROWS, *key.ROWS, *fields.ROWS, *syntax.ROWS)
_UNKNOWN = StartupWords(
    "unknown", "", "Hasura stops at its start.", "The last words of the error name the place."
)


def startup_words(error: str) -> StartupWords:
    """The row for a start-up error's text."""
    return next((row for row in _ROWS if re.search(row.pattern, error)), _UNKNOWN)


def explain_startup(error: str) -> tuple[str, str]:
    """The meaning of a start-up error and its remedy."""
    row = startup_words(error)
    return row.meaning, row.remedy

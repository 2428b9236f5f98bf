"""The session variables that a permission needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hasura.request.session_variables import session_variable


def session_variables(value: Any) -> frozenset[str]:
    """The session variables that a rule or presets name anywhere, in lower case."""
    return frozenset(_variables(value))


def _variables(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and (name := session_variable(one)):
            yield name
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one

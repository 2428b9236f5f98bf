"""A variable as a line of an env file, as docker compose and Hasura's command line both read it."""

from __future__ import annotations

import re

_ESCAPED = re.compile(r'[\\"$]')


def env_line(name: str, value: str) -> str:
    """The line, without its end, that gives a variable this value.

    Between single quotes everything stands for itself, as JSON needs it. They cannot hold such a quote
    or end with a backslash; such a value stands between double quotes.
    """
    if "'" not in value and not value.endswith("\\"):
        return f"{name}='{value}'"
    return f'{name}="{_ESCAPED.sub(_escaped, value)}"'


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"

"""Names and values in words: columns, tables, session variables, constants."""

from __future__ import annotations

import json
from typing import Any

from hasura.request.session_variables import session_variable


def value_in_words(value: Any) -> str:
    """A value that a rule compares with or a preset sets: a session variable by its name, else as JSON."""
    if isinstance(value, str) and (name := session_variable(value)):
        return f"the session's {json.dumps(name)[1:-1]}"
    return json.dumps(value, sort_keys=True, default=str)


def name_in_words(text: str) -> str:
    """A name as it is, unless it holds what would be read as something else."""
    plain = text.replace("_", "a").isalnum() and text.isascii()
    return text if plain else json.dumps(text)


def table_in_words(value: Any) -> str:
    """A table's name, with its schema where that is not `public`."""
    if isinstance(value, str):
        return name_in_words(value)
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        return shown(value)
    schema, name = value.get("schema", "public"), name_in_words(value["name"])
    return name if schema == "public" else f"{name_in_words(str(schema))}.{name}"


def column_in_words(value: Any) -> str:
    """Another column: its name, or the way to it from the row, or with `$` from the row of the whole rule."""
    steps = value if isinstance(value, list) else [value]
    if not steps or not all(isinstance(step, str) for step in steps):
        return shown(value)
    root, names = ("the row's ", steps[1:]) if steps[0] == "$" else ("", steps)
    return f"{root}column {'.'.join(name_in_words(name) for name in names)}"


def shown(value: Any) -> str:
    """What has no words, as it is."""
    return json.dumps(value, sort_keys=True, default=str)

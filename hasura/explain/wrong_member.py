"""Which member of a JWT secret an error is about, where Hasura's words name only its field, or none."""

from __future__ import annotations

import re
from typing import Any

from hasura.formats.json_text import decode_json, type_name
from hasura.formats.uri import is_string_or_uri
from hasura.start.grammar import FIELDS, start_error

_VARIABLE = re.compile(r"x-hasura-[a-z-]{1,30}", re.IGNORECASE)


def wrong_member(error: str, text: str) -> str | None:
    """A sentence on the member that is wrong; None where the error says it already.

    Args:
        error: Hasura's text.
        text: The variable's value.
    """
    try:
        document = decode_json(text)
    except ValueError:
        return None
    entries = document if isinstance(document, list) else [document]
    for fields in entries:
        if isinstance(fields, dict):
            found = _of_list(fields, error) or _of_claims_map(fields, error) or _unread(fields, error)
            if found is not None:
                return found
    return None


def _of_list(fields: dict[str, Any], error: str) -> str | None:
    """Hasura tells of a bad member of `audience` as if the list were wrong."""
    audience = fields.get("audience")
    if "$.audience" not in error or not isinstance(audience, list):
        return None
    for index, item in enumerate(audience):
        if not isinstance(item, str):
            return f"A list is right; audience[{index}] is of the kind {type_name(item)} and not a text."
        if not is_string_or_uri(item):
            return f"A list is right; audience[{index}] has a colon but is no whole address."
    return None


def _of_claims_map(fields: dict[str, Any], error: str) -> str | None:
    sources = fields.get("claims_map")
    if "claims_map" not in error or not isinstance(sources, dict):
        return None
    for name, source in sources.items():
        others = {other: value for other, value in sources.items() if other != name}
        replaced = others | {name: ["user"] if "allowed" in name else "user"}
        if start_error(fields | {"claims_map": replaced}) != start_error(fields) and _VARIABLE.fullmatch(
            name
        ):
            return f"The member of claims_map that is wrong: {name}, of the kind {type_name(source)}."
    return None


def _unread(fields: dict[str, Any], error: str) -> str | None:
    if "both cannot be empty" not in error:
        return None
    names = [name for name in fields if name in FIELDS]
    return f"Fields that Hasura knows in the value: {', '.join(names) or 'none'}."

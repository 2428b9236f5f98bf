"""Everything that happened to a JWT secret, and the value as it was meant."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from hasura.algorithms import PEM_TYPES
from hasura.model import StartupError
from hasura.repair import document as documents
from hasura.repair import foreign, members
from hasura.repair import text as texts
from hasura.repair.accident import Accident
from hasura.repair.pem import is_key, repaired_pem
from hasura.repair.undo import key as undo_key
from hasura.start.grammar import parse_jwt_secret, parse_jwt_secrets, start_error


@dataclass(frozen=True)
class Examination:
    """What was found.

    Attributes:
        accidents: What happened, in the order in which it has to be undone.
        entries: The JWT secrets that the text was meant to say, as far as they can be read; undone, where
            the accident lies in the text, and as they stand otherwise.
        repaired: The value as it was meant, one line of JSON with which Hasura starts; None when it cannot
            be known, and when there is nothing to undo.
    """

    accidents: tuple[Accident, ...]
    entries: tuple[dict[str, Any], ...] = field(repr=False)
    repaired: str | None = field(repr=False)


def examine(text: str, *, several: bool = False) -> Examination:
    """Examine the text of a JWT secret.

    Args:
        text: The variable's value.
        several: Whether it is the Enterprise Edition's list.
    """
    found = texts.read(text)
    if found is None:
        return _of_other_text(text)
    document, happened = found
    other = None if several else documents.of_document(document)
    if other is not None:
        accident, fields = other
        happened, document = (*happened, accident), fields
    given = document if isinstance(document, list) else [document]
    entries = tuple(member for member in given if isinstance(member, dict))
    undone = [_entry(fields) for fields in entries]
    accidents = (*happened, *(accident for one, _ in undone for accident in one))
    values = [fields for _, fields in undone]
    repaired = _starting(values if several else values[0], several=several) if values else None
    changed = bool(accidents) and (several or len(values) == 1)
    return Examination(tuple(dict.fromkeys(accidents)), entries, repaired if changed else None)


def _of_other_text(text: str) -> Examination:
    other = documents.of_bare(text)
    if other is not None:
        accident, fields = other
        return Examination((accident,), (), None if fields is None else _starting(fields, several=False))
    cut = re.match(r"\s*[{\[]", text) and _is_open(text)
    return Examination((texts.CUT_SHORT,) if cut else (), (), None)


def _is_open(text: str) -> bool:
    """Whether a bracket or a quote of the JSON is never closed."""
    outside = re.sub(r'"(?:\\.|[^"\\])*"', "", text)
    return outside.count('"') % 2 == 1 or any(
        outside.count(opening) > outside.count(closing) for opening, closing in ("{}", "[]")
    )


def _entry(fields: dict[str, Any]) -> tuple[tuple[Accident, ...], dict[str, Any]]:
    """What happened to the fields of one JWT secret, and the fields without it."""
    accidents: list[Accident] = []
    for row in members.REPAIRS:
        undone = row.undo(fields)
        if undone is None or (row.accident.cause in _ONLY_REFUSED and start_error(fields) is None):
            continue
        accidents.append(replace(row.accident, stops=start_error(fields) not in (None, start_error(undone))))
        fields = undone
    accidents.extend(accident for accident, applies in members.HOPELESS if applies(fields))
    of_key = _key(fields)
    if of_key is not None:
        happened, key = of_key
        accidents.extend(happened)
        fields = fields if key is None else fields | {"key": key}
        typed = undo_key.of_kind(fields)
        fields = fields if typed is None else typed
    return tuple(accidents), fields


_ONLY_REFUSED = ("field-misspelt", "type-misspelt", "type-missing", "jwk-url-no-scheme")


def _key(fields: dict[str, Any]) -> tuple[tuple[Accident, ...], str | None] | None:
    key = fields.get("key")
    if fields.get("type") not in PEM_TYPES or not isinstance(key, str) or is_key(key):
        return None
    found = repaired_pem(key)
    if found is not None:
        return found
    other = foreign.public_key_of(key)
    if other is None:
        return None
    accident, public = other
    return (accident,), None if public is None else foreign.pem_of(public)


def _starting(value: Any, *, several: bool) -> str | None:
    """The value as one line of JSON, when Hasura starts with it."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        if several:
            parse_jwt_secrets(line)
        else:
            parse_jwt_secret(line)
    except (StartupError, RecursionError):
        return None
    return line

"""Undoing what happened to the names, the ends and the lesser fields of a JWT secret."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hasura.formats.json_text import decode_json
from hasura.repair.names import meant_field
from hasura.repair.undo.written import without_invisible
from hasura.start.grammar import FIELDS

Fields = dict[str, Any]

_TRIMMED = ("type", "jwk_url", "issuer", "audience", "claims_namespace", "claims_namespace_path")
_OTHER_PLACES = ("cookies", "header", "custom", "custom-header", "custom_header")


def renamed(fields: Fields) -> Fields | None:
    """Misspelt names set right, where the field that was meant is not there."""
    meant = {name: meant_field(name) for name in fields if name not in FIELDS}
    found = {
        name: field
        for name, field in meant.items()
        if field and field not in fields and (field != "jwk_url" or isinstance(fields[name], str))
    }
    return {found.get(name, name): value for name, value in fields.items()} if found else None


def trimmed(fields: Fields) -> Fields | None:
    """Every text without spaces and invisible signs at its ends."""
    changes = {name: trim(fields[name]) for name in _TRIMMED if name in fields}
    changed = {name: value for name, value in changes.items() if value != fields[name]}
    return fields | changed if changed else None


def trim(value: Any) -> Any:
    """One value without them."""
    if isinstance(value, list):
        return [trim(item) for item in value]
    return without_invisible(value).strip() if isinstance(value, str) else value


def header_object(fields: Fields) -> Fields | None:
    """The header as an object, where it is a text."""
    header = fields.get("header")
    if not isinstance(header, str):
        return None
    try:
        parsed = decode_json(header)
    except ValueError:
        return None if "cookie" in header.casefold() else fields | {"header": place(header.strip())}
    return fields | {"header": parsed} if isinstance(parsed, dict) else None


def place(name: str) -> Fields:
    """The place of the token that a single word means."""
    if name.casefold() in ("authorization", "bearer"):
        return {"type": "Authorization"}
    return {"type": "CustomHeader", "name": name}


def header_type(fields: Fields) -> Fields | None:
    """The header with one of the three types."""
    header = fields.get("header")
    kind = header.get("type") if isinstance(header, dict) else None
    if not isinstance(header, dict) or not isinstance(kind, str):
        return None
    if kind.casefold() in ("authorization", "cookie", "customheader"):
        return None
    if kind.casefold() == "bearer":
        return fields | {"header": {"type": "Authorization"}}
    if (
        kind.casefold() in ("cookies", "header", "custom", "custom-header", "custom_header")
        and "name" in header
    ):
        right = "Cookie" if kind.casefold() == "cookies" else "CustomHeader"
        return fields | {"header": header | {"type": right}}
    return fields | {"header": place(kind)} if "-" in kind and "name" not in header else None


def without(fields: Fields, *names: str) -> Fields:
    """The fields without some of them."""
    return {name: value for name, value in fields.items() if name not in names}


def dropping(name: str, beside: str) -> Callable[[Fields], Fields | None]:
    """A reversal that leaves out one of two fields which exclude each other."""

    def undo(fields: Fields) -> Fields | None:
        both = isinstance(fields.get(name), str) and isinstance(fields.get(beside), str)
        return without(fields, name) if both else None

    return undo


def skew_number(fields: Fields) -> Fields | None:
    """The skew as a number of seconds."""
    skew = fields.get("allowed_skew")
    match = re.fullmatch(r"\s*(\d{1,6})\s*(s|sec|seconds?)?\s*", skew) if isinstance(skew, str) else None
    return None if match is None else fields | {"allowed_skew": int(match[1])}


def one_issuer(fields: Fields) -> Fields | None:
    """The first issuer of a list."""
    issuer = fields.get("issuer")
    texts = [one for one in issuer if isinstance(one, str)] if isinstance(issuer, list) else []
    return fields | {"issuer": texts[0]} if texts else None

"""Undoing what happened to where a JWT secret says that the claims are."""

from __future__ import annotations

import re
from typing import Any

from hasura.formats.json_text import decode_json
from hasura.formats.jsonpath import JSONPathError, parse_path
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE
from hasura.repair.undo.other import without

Fields = dict[str, Any]


def mapped_paths(fields: Fields) -> Fields | None:
    """Paths of claims_map that are written as texts, put where paths belong."""
    sources = fields.get("claims_map")
    if not isinstance(sources, dict):
        return None
    paths = {name: path_of(source) for name, source in sources.items()}
    changed = {name: {"path": path} for name, path in paths.items() if path is not None}
    return fields | {"claims_map": sources | changed} if changed else None


def path_of(source: Any) -> str | None:
    """The path that a fixed text, or a list with one text, was meant to be."""
    text = source[0] if isinstance(source, list) and len(source) == 1 else source
    return text if isinstance(text, str) and text.startswith("$") and is_path(text) else None


def is_path(text: str) -> bool:
    """Whether Hasura reads the text as a path."""
    try:
        parse_path(text)
    except JSONPathError:
        return False
    return True


def mapped_object(fields: Fields) -> Fields | None:
    """The object of a `claims_map` that is a text with JSON in it."""
    sources = fields.get("claims_map")
    try:
        parsed = decode_json(sources) if isinstance(sources, str) else None
    except ValueError:
        return None
    return fields | {"claims_map": parsed} if isinstance(parsed, dict) else None


def mapped_texts(fields: Fields) -> Fields | None:
    """Numbers and booleans of claims_map as the texts that Hasura wants."""
    sources = fields.get("claims_map")
    if not isinstance(sources, dict):
        return None
    changed = {name: texts_of(source) for name, source in sources.items()}
    return fields | {"claims_map": changed} if changed != sources else None


def texts_of(source: Any) -> Any:
    """One source with its number or boolean as a text."""
    if isinstance(source, dict) and isinstance(source.get("default"), int | float):
        return source | {"default": scalar(source["default"])}
    return scalar(source) if isinstance(source, int | float) else source


def scalar(value: Any) -> str:
    """A number or a boolean as JSON writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def mapped_roles(fields: Fields) -> Fields | None:
    """The allowed roles as a list, where one text names them."""
    sources = fields.get("claims_map")
    allowed = sources.get(ALLOWED_ROLES) if isinstance(sources, dict) else None
    if not isinstance(sources, dict) or not isinstance(allowed, str) or not allowed:
        return None
    roles = [role for role in re.split(r"[\s,]+", allowed) if role]
    return fields | {"claims_map": sources | {ALLOWED_ROLES: roles}} if roles else None


def mapped_names(fields: Fields) -> Fields | None:
    """The two roles' names in lower case, as claims_map needs them."""
    sources = fields.get("claims_map")
    if not isinstance(sources, dict):
        return None
    wrong = {
        name: name.lower()
        for name in sources
        if name.lower() in (ALLOWED_ROLES, DEFAULT_ROLE) and name.lower() not in sources
    }
    renamed = {wrong.get(name, name): source for name, source in sources.items()}
    return fields | {"claims_map": renamed} if wrong else None


def mapped_roles_added(fields: Fields) -> Fields | None:
    """Fixed roles for those that `claims_map` does not name."""
    sources = fields.get("claims_map")
    if not isinstance(sources, dict) or sources.keys() >= {ALLOWED_ROLES, DEFAULT_ROLE}:
        return None
    default = sources.get(DEFAULT_ROLE)
    role = default if isinstance(default, str) and default else "user"
    return fields | {"claims_map": {ALLOWED_ROLES: [role], DEFAULT_ROLE: role} | sources}


def namespaced(fields: Fields) -> Fields | None:
    """The name of the claims, where it was given as a path."""
    path = fields.get("claims_namespace_path")
    if not isinstance(path, str) or "claims_namespace" in fields or is_path(path):
        return None
    name = path.removeprefix("$.")
    return without(fields, "claims_namespace_path") | {"claims_namespace": name} if "://" in name else None


def format_named(fields: Fields) -> Fields | None:
    """The format that was most likely meant."""
    wanted = fields.get("claims_format")
    if not isinstance(wanted, str) or wanted in ("json", "stringified_json"):
        return None
    return fields | {"claims_format": "stringified_json" if "str" in wanted.lower() else "json"}

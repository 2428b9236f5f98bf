"""`claims_map`: every session variable with a source of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hasura.formats.jsonpath import JSONPathError, parse_path
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE, ClaimPath, ClaimsMap, ClaimSource
from hasura.start.decode import DecodeError, expect, required, text_of

Literal = Callable[[Any], str | tuple[str, ...]]


def parse_claims_map(value: Any) -> ClaimsMap:
    """The sources, their names in lower case; the two roles' names have to be so already."""
    fields = expect(dict, "JWTClaimsMap", value)
    sources: dict[str, ClaimSource] = {
        ALLOWED_ROLES: _source(_role_field(fields, ALLOWED_ROLES), _roles),
        DEFAULT_ROLE: _source(_role_field(fields, DEFAULT_ROLE), _role),
    }
    others = {name.lower(): source for name, source in fields.items() if name.lower() not in sources}
    for name, source in others.items():
        sources[name] = _source(source, text_of)
    return ClaimsMap(sources)


def _role_field(fields: dict[str, Any], name: str) -> Any:
    if name not in fields:
        raise DecodeError(f"{name} is expected but not found")
    return fields[name]


def _source(value: Any, literal: Literal) -> ClaimSource:
    if not isinstance(value, dict):
        return literal(value)
    path = required(value, "path")
    try:
        path = text_of(path)
    except DecodeError as error:
        raise error.within("path") from None
    try:
        parsed = parse_path(path)
    except JSONPathError as error:
        raise DecodeError(str(error)) from None
    try:
        return ClaimPath(parsed, None if value.get("default") is None else literal(value["default"]))
    except DecodeError as error:
        raise error.within("default") from None


def _roles(value: Any) -> tuple[str, ...]:
    roles = []
    for index, role in enumerate(expect(list, "[]", value)):
        try:
            roles.append(_role(role))
        except DecodeError as error:
            raise error.within(index) from None
    return tuple(roles)


def _role(value: Any) -> str:
    role = str(expect(str, "String", value))
    if not role:
        raise DecodeError("empty string not allowed")
    return role

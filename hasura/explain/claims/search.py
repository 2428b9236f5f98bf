"""The token searched for what the server did not find: x-hasura-... claims, and names like a path's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hasura.formats.json_text import decode_json
from hasura.formats.jsonpath import MISSING, evaluate
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE, JSONPath
from hasura.request.session_variables import session_variable

_DEEPEST = 8
_MOST_NODES = 5_000


class Place(NamedTuple):
    """Where claims named x-hasura-... stand together; `stringified` where they stand in a string of JSON."""

    path: JSONPath
    members: Mapping[str, Any]
    stringified: bool


def places_of_claims(claims: Mapping[str, Any]) -> list[Place]:
    """Every object with such claims, those with the two role claims first."""
    found = []
    for path, value in _nodes(claims):
        members = value if isinstance(value, dict) else _object_in(value)
        if members is not None and any(session_variable(str(name)) for name in members):
            found.append(Place(path, members, isinstance(value, str)))
    return sorted(
        found, key=lambda place: -len({ALLOWED_ROLES, DEFAULT_ROLE} & set(map(str.lower, place.members)))
    )


def paths_of_name(claims: Mapping[str, Any], name: str) -> Iterator[JSONPath]:
    """The paths that end in a member of this name, in any case."""
    for path, _ in _nodes(claims):
        if path and str(path[-1]).casefold() == name.casefold():
            yield path


def text_on_the_way(claims: Mapping[str, Any], path: JSONPath) -> tuple[JSONPath, str] | None:
    """The string that a path would have to lead through, and its own path."""
    for length in range(1, len(path)):
        value = evaluate(path[:length], claims)
        if isinstance(value, str):
            return path[:length], value
        if value is MISSING:
            return None
    return None


def nested(path: JSONPath, value: Any) -> dict[str, Any] | None:
    """A claim that has the value at the path; None where the path leads through a list."""
    if not path or not all(isinstance(step, str) for step in path):
        return None
    for step in reversed(path):
        value = {step: value}
    return dict(value)


def object_in(text: str) -> dict[str, Any] | None:
    """The JSON object that a string is, if it is one."""
    try:
        value = decode_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _object_in(value: Any) -> dict[str, Any] | None:
    return object_in(value) if isinstance(value, str) and value.lstrip().startswith("{") else None


def _nodes(claims: Mapping[str, Any]) -> Iterator[tuple[JSONPath, Any]]:
    """The values of the token with their paths, outer ones first; never more than a bounded number."""
    waiting: list[tuple[JSONPath, Any]] = [((), claims)]
    for count, (path, value) in enumerate(waiting):
        yield path, value
        if len(path) < _DEEPEST and count < _MOST_NODES:
            members = value.items() if isinstance(value, Mapping) else ()
            elements = enumerate(value[:_DEEPEST]) if isinstance(value, list) else ()
            waiting.extend(((*path, step), inner) for step, inner in (*members, *elements))


def hasura_claims_of(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hasura's claims of a token by their names in lower case, wherever they stand in it."""
    places = places_of_claims(claims)
    return {str(name).lower(): value for name, value in places[0].members.items()} if places else {}

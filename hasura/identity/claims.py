"""Session variables put where a JWT secret expects them: the reverse of what Hasura does with a token."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE, ClaimPath, ClaimsMap, JSONPath, JwtSecret

Session = Mapping[str, str | Sequence[str]]
"""Session variables by name; only the allowed roles are a list."""


class NoPlaceError(ValueError):
    """The JWT secret has no place for what the token should say."""


def claims_for(secret: JwtSecret, role: str, allowed_roles: Sequence[str], others: Mapping[str, str]) -> Any:
    """The claims of a token that says this role, in the layout that the secret expects.

    Args:
        secret: The JWT secret that will check the token.
        role: The default role; it is allowed too.
        allowed_roles: Further roles that a request may ask for.
        others: The other session variables, names in lower case.

    Raises:
        NoPlaceError: When a `claims_map` has no path for a variable, or two paths exclude each other.
    """
    session: dict[str, Any] = {
        ALLOWED_ROLES: list(dict.fromkeys([role, *allowed_roles])),
        DEFAULT_ROLE: role,
        **others,
    }
    if isinstance(secret.claims, ClaimsMap):
        return _mapped(secret.claims, session)
    value = session if secret.claims.format == "json" else json.dumps(session)
    path = secret.claims.path if secret.claims.path is not None else (secret.claims.name or "",)
    claims: dict[str, Any] = {}
    if path:
        return _put(claims, path, value)
    if secret.claims.format == "json":
        return session
    raise NoPlaceError("claims_namespace_path is $, the root, which is never a string: no token can fit")


def _mapped(claims_map: ClaimsMap, session: Session) -> Any:
    claims: Any = {}
    for name, value in session.items():
        source = claims_map.sources.get(name)
        if source is None:
            raise NoPlaceError(f"claims_map does not name {name}, so no token can set it")
        if isinstance(source, ClaimPath):
            claims = _put(claims, source.path, value)
        elif name == ALLOWED_ROLES and not set(value) <= set(source):
            raise NoPlaceError(f"claims_map says that {name} is always {', '.join(source)}")
        elif name == DEFAULT_ROLE and value != source:
            raise NoPlaceError(f"claims_map says that {name} is always {source}")
        elif name not in (ALLOWED_ROLES, DEFAULT_ROLE):
            raise NoPlaceError(f"claims_map gives {name} a fixed value, which no token can change")
    return claims


def _put(node: Any, path: JSONPath, value: Any) -> Any:
    """The node with the value at the path, made on the way; the node itself is changed."""
    if not path:
        if node not in (None, {}, value):
            raise NoPlaceError("two variables have paths of which one leads through the other")
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        node = {} if node is None else node
        if not isinstance(node, dict):
            raise NoPlaceError("two variables have paths of which one leads through the other")
        node[step] = _put(node.get(step), rest, value)
        return node
    node = [] if node in (None, {}) else node
    if not isinstance(node, list) or step > 1000:
        raise NoPlaceError("a path's index is too large, or leads through a value that is not a list")
    node += [None] * (step + 1 - len(node))
    node[step] = _put(node[step], rest, value)
    return node

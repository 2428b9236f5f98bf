"""Where a verified token keeps Hasura's claims: under one namespace, or each at its own path."""

from __future__ import annotations

from typing import Any

from hasura.formats.json_text import decode_json
from hasura.formats.jsonpath import MISSING, evaluate, render
from hasura.model import (
    ALLOWED_ROLES,
    DEFAULT_ROLE,
    ClaimPath,
    ClaimsMap,
    ClaimSource,
    JwtSecret,
    Namespace,
)
from hasura.request.refusal import RequestRefused, invalid_claims
from hasura.request.registered_claims import Claims
from hasura.request.roles import missing_role_claim, read_allowed_roles, read_default_role
from hasura.request.session_variables import session_variable


def hasura_claims(claims: Claims, secret: JwtSecret) -> dict[str, Any]:
    """Hasura's claims by their names in lower case, each with the JSON value that the token gives."""
    if isinstance(secret.claims, ClaimsMap):
        return _mapped(claims, secret.claims)
    return _under_namespace(claims, secret.claims)


def _under_namespace(claims: Claims, namespace: Namespace) -> dict[str, Any]:
    seen = {"namespace": namespace, "claims": tuple(claims.members), "issuer": claims.issuer}
    if namespace.path is not None:
        value = evaluate(namespace.path, claims.unregistered)
        missing = f"claims not found at claims_namespace_path: '{render(namespace.path)}'"
    else:
        name = namespace.name or ""
        value = claims.unregistered.get(name, MISSING)
        missing = f"claims key: '{name}' not found"
    if value is MISSING:
        raise invalid_claims("no_namespace", missing, **seen)
    members = _object(value, namespace, seen)
    # Sorted, as Hasura keeps an object: of names that differ in case only, the last one wins.
    named = ((session_variable(name), members[name]) for name in sorted(members))
    return {name: value for name, value in named if name is not None}


def _object(value: Any, namespace: Namespace, seen: dict[str, Any]) -> dict[str, Any]:
    if namespace.format == "json":
        if isinstance(value, dict):
            return value
        message = "expecting a json object when claims_format is json"
        raise invalid_claims("namespace_not_object", message, string=isinstance(value, str), **seen)
    if not isinstance(value, str):
        message = "expecting a string when claims_format is stringified_json"
        raise invalid_claims("namespace_not_string", message, **seen)
    try:
        members = decode_json(value)
    except ValueError:
        members = None
    if isinstance(members, dict):
        return members
    place = (
        f"claims_namespace {namespace.name}"
        if namespace.path is None
        else f"claims_namespace_path {render(namespace.path)}"
    )
    message = f"expecting stringified json at: '{place}', but found: {value}"
    raise invalid_claims("namespace_not_json", message, found=value, **seen)


def _mapped(claims: Claims, claims_map: ClaimsMap) -> dict[str, Any]:
    """Each variable from its source: the allowed roles first, then the default role, then the others."""
    sources = claims_map.sources
    result: dict[str, Any] = {}
    for name, read in ((ALLOWED_ROLES, read_allowed_roles), (DEFAULT_ROLE, read_default_role)):
        value = _from_source(sources[name], claims)
        if value is MISSING:
            raise missing_role_claim(name, claims=tuple(claims.members), path=_rendered(sources[name]))
        hint = "should be a list of roles" if name == ALLOWED_ROLES else "should be a role"
        result[name] = read(value, hint)
    for name, source in sources.items():
        if name in result:
            continue
        value = _from_source(source, claims)
        if value is MISSING:
            raise _missing_variable(name, source, claims)
        result[name] = value
    return result


def _from_source(source: ClaimSource, claims: Claims) -> Any:
    """The variable's value, or MISSING; a default counts only where the path finds nothing."""
    if not isinstance(source, ClaimPath):
        return _plain(source)
    found = evaluate(source.path, claims.members)
    return _plain(source.default) if found is MISSING and source.default is not None else found


def _plain(literal: str | tuple[str, ...]) -> str | list[str]:
    return list(literal) if isinstance(literal, tuple) else literal


def _rendered(source: ClaimSource) -> str | None:
    return render(source.path) if isinstance(source, ClaimPath) else None


def _missing_variable(name: str, source: ClaimSource, claims: Claims) -> RequestRefused:
    return invalid_claims(
        "no_mapped_claim",
        f"JWT claim from claims_map, {name} not found",
        variable=name,
        path=_rendered(source),
        claims=tuple(claims.members),
    )

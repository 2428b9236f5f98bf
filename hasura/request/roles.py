"""The role of a request with a verified token, and the session variables that go with it."""

from __future__ import annotations

from typing import Any

from hasura.formats.json_text import type_name
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE, Accepted, Headers
from hasura.request.refusal import RequestRefused, invalid_claims, refuse
from hasura.request.session_variables import ROLE, without_credentials


def accept_role(claims: dict[str, Any], headers: Headers, expires: float | None) -> Accepted:
    """The requested role if the token allows it, else the token's default role; or a refusal."""
    allowed = read_allowed_roles(_required(claims, ALLOWED_ROLES), "should be a list of roles")
    default = read_default_role(_required(claims, DEFAULT_ROLE), "should be a single role name")
    requested = next((value for name, value in headers if name.lower() == ROLE), "")
    role = requested or default
    if role not in allowed:
        raise refuse(
            "role_not_allowed",
            400,
            "access-denied",
            "Your requested role is not in allowed roles",
            role=role,
            allowed=tuple(allowed),
            asked=bool(requested),
        )
    variables = {name: value for name, value in claims.items() if name not in (ALLOWED_ROLES, DEFAULT_ROLE)}
    for name, value in variables.items():
        if not isinstance(value, str):
            found = type_name(value)
            message = f"x-hasura-* claims: parsing Text failed, expected String, but encountered {found}"
            raise invalid_claims("variable_not_string", message, variable=name, found=found)
    return Accepted(role, without_credentials(variables), expires)


def read_allowed_roles(value: Any, hint: str) -> list[str]:
    """A list of role names, or the refusal of what stands there instead."""
    if not isinstance(value, list):
        error = f"parsing [] failed, expected Array, but encountered {type_name(value)}"
        raise _bad_role_claim(ALLOWED_ROLES, hint, error, value)
    for role in value:
        _check_role(ALLOWED_ROLES, hint, role)
    return value


def read_default_role(value: Any, hint: str) -> str:
    """A role name, or the refusal of what stands there instead."""
    _check_role(DEFAULT_ROLE, hint, value)
    return str(value)


def missing_role_claim(name: str, **evidence: Any) -> RequestRefused:
    """The refusal of a token without one of the two claims that name roles."""
    message = f"JWT claim does not contain {name}"
    return refuse("no_role_claim", 400, "jwt-missing-role-claims", message, variable=name, **evidence)


def _required(claims: dict[str, Any], name: str) -> Any:
    if name not in claims:
        raise missing_role_claim(name, variables=tuple(claims))
    return claims[name]


def _check_role(claim: str, hint: str, role: Any) -> None:
    if not isinstance(role, str):
        error = f"parsing String failed, expected String, but encountered {type_name(role)}"
        raise _bad_role_claim(claim, hint, error, role)
    if not role:
        raise _bad_role_claim(claim, hint, "empty string not allowed", role)


def _bad_role_claim(claim: str, hint: str, error: str, value: Any) -> RequestRefused:
    message = f"invalid {claim}; {hint}: {error}"
    return invalid_claims("bad_role_claim", message, variable=claim, found=type_name(value))

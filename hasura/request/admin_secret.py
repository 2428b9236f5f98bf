"""Steps 1 to 3 of the check: no secret at all, the admin secret's header, and its absence."""

from __future__ import annotations

import hmac

from hasura.model import Accepted, AuthMode, Headers
from hasura.request.refusal import RequestRefused, refuse
from hasura.request.session_variables import (
    ACCESS_KEY,
    ADMIN_SECRET,
    BACKEND_ONLY,
    ROLE,
    variables_of_headers,
    without_credentials,
)
from hasura.start.startup import admin_secret_hash
from hasura.variables import parse_boolean


def decide_by_admin_secret(mode: AuthMode, headers: Headers) -> Accepted | None:
    """The answer when no secret is configured or one is sent; None when the check has to go on.

    A wrong secret ends the check: neither a token nor the unauthorized role helps then.
    """
    variables = variables_of_headers(headers)
    if not mode.admin_secret_hashes:
        return _as_admin(variables)
    sent = variables.get(ADMIN_SECRET, variables.get(ACCESS_KEY))
    if sent is None:
        return None
    if not _is_admin_secret(mode, sent):
        raise refuse(
            "wrong_admin_secret",
            401,
            "access-denied",
            f"invalid {ADMIN_SECRET}/{ACCESS_KEY}",
            header=ADMIN_SECRET if ADMIN_SECRET in variables else ACCESS_KEY,
            empty=not sent,
        )
    return _as_admin(variables)


def without_admin_secret(mode: AuthMode, headers: Headers) -> Accepted:
    """Secret-only mode without the header: the unauthorized role, or a refusal."""
    if mode.unauthorized_role is None:
        raise _missing(headers)
    return as_unauthorized(mode.unauthorized_role, headers)


def as_unauthorized(role: str, headers: Headers) -> Accepted:
    """The unauthorized role, with the session variables that the client claims for itself."""
    return Accepted(role, without_credentials(variables_of_headers(headers)))


def _as_admin(variables: dict[str, str]) -> Accepted:
    if BACKEND_ONLY in variables:
        _check_boolean(BACKEND_ONLY, variables[BACKEND_ONLY])
    return Accepted(variables.get(ROLE) or "admin", without_credentials(variables), trusted=True)


def _check_boolean(name: str, value: str) -> None:
    """Refuse a header that Hasura wants to be a boolean; it reads this one from trusted requests only."""
    try:
        parse_boolean(value)
    except ValueError as error:
        raise refuse(
            "not_boolean", 400, "bad-request", f"{name}: {error}", header=name, value=value[:80]
        ) from None


def _is_admin_secret(mode: AuthMode, sent: str) -> bool:
    digest = admin_secret_hash(sent)
    matches = [hmac.compare_digest(digest, expected) for expected in mode.admin_secret_hashes]
    return any(matches)


def _missing(headers: Headers) -> RequestRefused:
    return refuse(
        "no_admin_secret",
        401,
        "access-denied",
        f"{ADMIN_SECRET}/{ACCESS_KEY} required, but not found",
        headers=tuple(name for name, _ in headers),
    )

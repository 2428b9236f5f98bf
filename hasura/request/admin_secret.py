"""Steps 1 to 3 of the check: no secret at all, the admin secret's header, and its absence."""

from __future__ import annotations

import hmac

from hasura.model import Accepted, AuthMode, Headers
from hasura.request.refusal import RequestRefused, refuse
from hasura.request.session_variables import (
    ACCESS_KEY,
    ADMIN_SECRET,
    ROLE,
    variables_of_headers,
    without_credentials,
)
from hasura.start.startup import admin_secret_hash


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
            padded=sent != sent.strip() and _is_admin_secret(mode, sent.strip()),
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
    return Accepted(variables.get(ROLE) or "admin", without_credentials(variables))


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

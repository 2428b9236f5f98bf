"""Session variables: everything named `x-hasura-...`, in any case, of a token or of a request."""

from __future__ import annotations

from hasura.model import Headers

ROLE = "x-hasura-role"
ADMIN_SECRET = "x-hasura-admin-secret"  # noqa: S105 - a header's name
ACCESS_KEY = "x-hasura-access-key"
BACKEND_ONLY = "x-hasura-use-backend-only-permissions"
_PREFIX = "x-hasura-"


def session_variable(name: str) -> str | None:
    """The variable's name in lower case, or None when the name is not a session variable's."""
    folded = name.casefold()
    return folded if folded.startswith(_PREFIX) else None


def variables_of_headers(headers: Headers) -> dict[str, str]:
    """All session variables that the client sent, secrets and role included; the last of equal names wins."""
    named = ((session_variable(name), value) for name, value in headers)
    return {name: value for name, value in named if name is not None}


def without_credentials(variables: dict[str, str]) -> dict[str, str]:
    """The variables that a request goes on with: its role is told apart, and secrets stay behind."""
    left_out = (ROLE, ADMIN_SECRET, ACCESS_KEY)
    return {name: value for name, value in variables.items() if name not in left_out}

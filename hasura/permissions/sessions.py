"""What is known of those who ask: which roles and session variables requests can have at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE, AuthMode, ClaimPath, ClaimsMap

_ALWAYS = frozenset({"x-hasura-role", ALLOWED_ROLES, DEFAULT_ROLE})
# What requests without credentials get is usually called so, where nothing says it.
_USUAL_ANONYMOUS = frozenset({"anonymous", "public", "unauthorized"})


@dataclass(frozen=True)
class Sessions:
    """What requests can have; None is what nobody knows.

    Attributes:
        unauthorized_role: The role of requests without credentials; "" where they are refused.
        roles: Every role that a token can carry.
        variables: Every session variable that a token can carry, in lower case.
    """

    unauthorized_role: str | None = None
    roles: frozenset[str] | None = None
    variables: frozenset[str] | None = None

    def is_anonymous(self, role: str) -> bool:
        """Whether anybody has this role; by its name where that is all there is to judge by."""
        if self.unauthorized_role is None:
            return role in _USUAL_ANONYMOUS
        return role == self.unauthorized_role


def with_variables(sessions: Sessions, names: Iterable[str]) -> Sessions:
    """The same, where tokens carry these variables besides those of every token."""
    return replace(sessions, variables=_ALWAYS.union(name.lower() for name in names))


def sessions_of(mode: AuthMode) -> Sessions:
    """What a server's authentication says: a claims map names all variables, and may fix the roles."""
    unauthorized = mode.unauthorized_role or ""
    maps = [secret.claims for secret in mode.jwt_secrets if isinstance(secret.claims, ClaimsMap)]
    if mode.webhook or not maps or len(maps) < len(mode.jwt_secrets):
        return Sessions(unauthorized)
    variables = _ALWAYS.union(*(one.sources for one in maps))
    sources = [one.sources[ALLOWED_ROLES] for one in maps]
    fixed = [source for source in sources if not isinstance(source, ClaimPath)]
    roles = frozenset(role for source in fixed for role in source) if len(fixed) == len(sources) else None
    return Sessions(unauthorized, roles, variables)

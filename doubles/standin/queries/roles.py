"""The names by which roles are known to the query engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from hasura.metadata import Source
from hasura.model import Accepted
from hasura.request.session_variables import BACKEND_ONLY
from hasura.variables import parse_boolean

_OURS = "~"


@dataclass(frozen=True)
class Roles:
    """The roles of a source.

    Attributes:
        backend: Those of which a trusted request may do more.
        readers: Those that may read some table.
    """

    backend: frozenset[str]
    readers: frozenset[str] = frozenset()

    ADMIN: ClassVar[str] = "admin"

    @classmethod
    def of(cls, source: Source) -> Roles:
        """The roles of a source's permissions."""
        rules = [permission for table in source.tables for permission in table.permissions]
        return cls(
            frozenset(rule.role for rule in rules if rule.definition.get("backend_only")),
            frozenset(rule.role for rule in rules if rule.operation == "select") | {cls.ADMIN},
        )

    def names(self, role: str) -> tuple[str, ...]:
        """Each name of a role: its own, and the one for trusted requests where it differs."""
        return (plain(role), trusted(role)) if role in self.backend else (plain(role),)

    def name_for(self, user: Accepted) -> str:
        """The name as which a request is answered."""
        return trusted(user.role) if user.role in self.backend and _wants_backend(user) else plain(user.role)


def plain(role: str) -> str:
    """A role's name; the admin's is herm's own, and no role of the user's can be called that."""
    return f"{_OURS}admin" if role == Roles.ADMIN else f"{_OURS}{role}" if role.startswith(_OURS) else role


def trusted(role: str) -> str:
    """The name of a role for requests that may use permissions marked `backend_only`."""
    return f"{_OURS}backend {role}"


def _wants_backend(user: Accepted) -> bool:
    """Whether a request that has the admin secret asks for such permissions; others cannot."""
    session: Mapping[str, str] = user.session
    return user.trusted and parse_boolean(session.get(BACKEND_ONLY, "false"))

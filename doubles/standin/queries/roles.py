"""The names by which roles are known to the query engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from hasura.metadata import Source
from hasura.metadata.customization import update_many_root
from hasura.model import Accepted
from hasura.request.session_variables import BACKEND_ONLY
from hasura.variables import parse_boolean

_OURS = "~"
_NAME = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True)
class Roles:
    """The roles of a source.

    Attributes:
        backend: Those of which a trusted request may do more.
        readers: Those that may read some table.
        withheld: Root fields that a role must not use: postrust makes several updates at once without looking
            at the rule of the rows that the role may change.
        relations: The names of all relationships and computed fields.
    """

    backend: frozenset[str]
    readers: frozenset[str] = frozenset()
    withheld: frozenset[tuple[str, str]] = frozenset()
    relations: frozenset[str] = frozenset()

    ADMIN: ClassVar[str] = "admin"

    @classmethod
    def of(cls, source: Source) -> Roles:
        """The roles of a source's permissions."""
        rules = [permission for table in source.tables for permission in table.permissions]
        return cls(
            frozenset(rule.role for rule in rules if rule.definition.get("backend_only")),
            frozenset(rule.role for rule in rules if rule.operation == "select") | {cls.ADMIN},
            frozenset(
                (rule.role, update_many_root(table))
                for table in source.tables
                for rule in table.permissions
                if rule.operation == "update" and rule.definition.get("filter") != {}
            ),
            frozenset(
                name
                for table in source.tables
                for name in (
                    *(entry.name for entry in table.relationships),
                    *(field["name"] for field in table.definition.get("computed_fields") or ()),
                )
            ),
        )

    def names(self, role: str) -> tuple[str, ...]:
        """Each name of a role: its own, and the one for trusted requests where it differs."""
        return (plain(role), trusted(role)) if role in self.backend else (plain(role),)

    def withheld_in(self, query: str, role: str) -> str | None:
        """A root field that a role must not use and a document names, wherever that is; None without one."""
        named = set(_NAME.findall(query))
        return next((root for who, root in sorted(self.withheld) if who == role and root in named), None)

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

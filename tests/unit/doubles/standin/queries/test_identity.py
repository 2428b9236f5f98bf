"""Who asks the query engine: only what was decided, and more than a role has only for a trusted request."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from doubles.standin.queries.identity import token
from doubles.standin.queries.roles import Roles
from hasura.metadata import read_metadata
from hasura.model import Accepted

KEY = "0123456789abcdef0123456789abcdef"
BACKEND = {"x-hasura-use-backend-only-permissions": "true"}
ROLES = Roles(frozenset({"robot"}))


def test_token() -> None:
    """The token carries the role's name and the session, in any alphabet."""
    user = Accepted("user", {"x-hasura-user-id": "7", "x-hasura-name": "Jürgen 李", **BACKEND})
    claims: dict[str, Any] = jwt.decode(token(user, "the-name", KEY), KEY, ["HS256"])
    assert claims == {"x-hasura-role": "the-name", "x-hasura-user-id": "7", "x-hasura-name": "Jürgen 李"}


@pytest.mark.parametrize(
    ("user", "name"),
    [
        (Accepted("admin", {}), "~admin"),
        (Accepted("user", BACKEND, trusted=True), "user"),
        (Accepted("robot", BACKEND, trusted=True), "~backend robot"),
        (Accepted("robot", BACKEND | {"x-hasura-use-backend-only-permissions": "f"}, trusted=True), "robot"),
        (Accepted("robot", {}, trusted=True), "robot"),
        (Accepted("robot", BACKEND), "robot"),
        (Accepted("~admin", {}), "~~admin"),
        (Accepted("~backend robot", {}), "~~backend robot"),
    ],
)
def test_names(user: Accepted, name: str) -> None:
    """Each decided role is answered as itself; herm's own names cannot be reached by calling oneself so."""
    assert ROLES.name_for(user) == name


@pytest.mark.parametrize(
    ("role", "query", "withheld"),
    [
        ("user", "mutation { x:update_a_many(updates: []) { affected_rows } }", "update_a_many"),
        ("user", "mutation { ...m } fragment m on mutation_root { update_a_many}", "update_a_many"),
        ("user", "mutation { several { affected_rows } }", "several"),
        ("user", "mutation { update_a_many2 update_a }", None),
        ("free", "mutation { update_a_many }", None),
        ("admin", "mutation { update_a_many }", None),
    ],
)
def test_withheld(role: str, query: str, withheld: str | None) -> None:
    """Several updates at once are withheld from whoever may change some rows alone, by whatever name."""
    own = {"role": "user", "permission": {"columns": ["id"], "filter": {"id": {"_eq": "x-hasura-user-id"}}}}
    free = {"role": "free", "permission": {"columns": ["id"], "filter": {}}}
    named = {"custom_root_fields": {"update_many": "several"}}
    tables = [
        {"table": {"schema": "public", "name": "a"}, "update_permissions": [own, free]},
        {"table": {"schema": "public", "name": "b"}, "update_permissions": [own], "configuration": named},
    ]
    source = {"name": "default", "kind": "postgres", "tables": tables}
    found = read_metadata({"version": 3, "sources": [source]}).source()
    assert found is not None
    assert Roles.of(found).withheld_in(query, role) == withheld

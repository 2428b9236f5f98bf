"""Who asks the query engine: only what was decided, and more than a role has only for a trusted request."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from doubles.standin.queries.identity import token
from doubles.standin.queries.roles import Roles
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

"""What a reviewer is told to look at."""

from __future__ import annotations

import json

import pytest

from hasura.permissions.findings import SEVERITIES, findings
from hasura.permissions.sessions import Sessions, sessions_of
from hasura.start.startup import start
from tests.support.paths import ROOT
from tests.unit.hasura.permissions.shop import shop

KNOWN = Sessions(
    unauthorized_role="anonymous",
    roles=frozenset({"user", "guest"}),
    variables=frozenset({"x-hasura-user-id"}),
)


def found(sessions: Sessions = KNOWN) -> set[tuple[str, str]]:
    """Id and place of each finding about the shop."""
    return {(finding.id, str(finding.where)) for finding in findings(shop(), sessions)}


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("anonymous-write", "anonymous update orders"),
        ("anonymous-aggregates", "anonymous select orders"),
        ("write-any-row", "clerk delete orders"),
        ("insert-any-row", "user insert stock.items"),
        ("update-without-check", "user update orders"),
        ("update-without-check", "clerk update orders"),
        ("variable-never-set", "clerk update orders"),
        ("inherited-conflict", "manager update stock.items"),
        ("all-columns", "clerk select orders"),
        ("select-without-limit", "clerk select orders"),
        ("event-not-backend-only", "user insert orders"),
        ("role-never-given", "role manager"),
        ("role-unknown", "role guest"),
    ],
)
def test_found(name: str, where: str) -> None:
    """The shop has one of each, and it is found in its place."""
    assert (name, where) in found()


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("select-without-limit", "user select orders"),
        ("insert-any-row", "user insert orders"),
        ("update-without-check", "user update stock.items"),
        ("update-without-check", "anonymous update orders"),
        ("write-any-row", "user delete stock.items"),
        ("event-not-backend-only", "user update stock.items"),
        ("select-without-limit", "manager select orders"),
        ("role-never-given", "role anonymous"),
        ("role-never-given", "role clerk"),
    ],
)
def test_not_found(name: str, where: str) -> None:
    """No fault where there is a limit, a check, a rule or no way out; an inherited right is its parent's."""
    assert (name, where) not in found()


def test_what_nobody_knows_is_not_judged() -> None:
    """Without a word about tokens, no role and no variable is called unknown; anonymous goes by its name."""
    ids = {name for name, _ in found(Sessions())}
    assert not ids & {"role-never-given", "role-unknown", "variable-never-set"}
    assert "anonymous-write" in ids
    assert "anonymous-write" not in {name for name, _ in found(Sessions(unauthorized_role=""))}


def test_claims_map_says_what_tokens_carry() -> None:
    """A server whose claims map fixes roles and variables tells both; a path leaves the roles open."""
    claims = {
        "x-hasura-allowed-roles": ["user", "clerk"],
        "x-hasura-default-role": "user",
        "X-Hasura-User-Id": {"path": "$.sub"},
    }
    for roles, expected in ((["user", "clerk"], {"user", "clerk"}), ({"path": "$.roles"}, None)):
        secret = {"type": "HS256", "key": "k" * 32, "claims_map": claims | {"x-hasura-allowed-roles": roles}}
        sessions = sessions_of(
            start({"HASURA_GRAPHQL_ADMIN_SECRET": "s", "HASURA_GRAPHQL_JWT_SECRET": json.dumps(secret)})
        )
        assert sessions.roles == expected
        assert sessions.unauthorized_role == ""
        assert sessions.variables is not None
        assert "x-hasura-user-id" in sessions.variables
        assert "x-hasura-region" not in sessions.variables


def test_without_claims_map_tokens_may_carry_anything() -> None:
    """The provider puts into a token what it likes, so nothing is known of it."""
    secret = json.dumps({"type": "HS256", "key": "k" * 32})
    mode = start(
        {
            "HASURA_GRAPHQL_ADMIN_SECRET": "s",
            "HASURA_GRAPHQL_JWT_SECRET": secret,
            "HASURA_GRAPHQL_UNAUTHORIZED_ROLE": "guest",
        }
    )
    assert sessions_of(mode) == Sessions("guest")


def test_order_is_by_severity() -> None:
    """Errors come first."""
    severities = [finding.severity for finding in findings(shop(), KNOWN)]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)


def test_page_has_every_id() -> None:
    """docs/permissions.md explains each id, with its severity."""
    page = (ROOT / "docs/permissions.md").read_text(encoding="utf-8")
    for name, severity in SEVERITIES.items():
        assert f"| `{name}` | {severity} |" in page

"""Changing secrets in config: only what has to be replaced is, and the data stays."""

from __future__ import annotations

import json
import secrets

import httpx
import pytest

from tests.support.clones import Clone

QUERY = {"query": "{ __typename }"}


@pytest.fixture
def row(clone: Clone) -> str:
    """A row written before the rotation."""
    clone.sql(
        "CREATE TABLE IF NOT EXISTS kept (word text); DELETE FROM kept; INSERT INTO kept VALUES ('here')"
    )
    return "here"


def up(clone: Clone) -> None:
    """Plain `pulumi up`, as the operator runs it."""
    clone.pulumi("up", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive")


def test_new_jwt_secret_replaces_hasuras_container_alone(clone: Clone, row: str) -> None:
    """The database's container is not even restarted; old tokens are refused, new ones accepted."""
    old = clone.herm("token", "mint", "--stack", "dev", "--role", "user").stdout.strip()
    before = clone.identities()
    secret = json.dumps({"type": "HS256", "key": "rotated-" + "k" * 32})
    clone.pulumi("config", "set", "--secret", "herm:jwtSecret", "--stack", "dev", stdin=secret)
    up(clone)
    after = clone.identities()
    assert after["postgres"] == before["postgres"]
    assert after["hasura"] != before["hasura"]
    assert clone.sql("SELECT word FROM kept") == row
    new = clone.herm("token", "mint", "--stack", "dev", "--role", "user").stdout.strip()
    answers = [
        httpx.post(f"{clone.url}/v1/graphql", json=QUERY, headers={"Authorization": f"Bearer {token}"}).json()
        for token in (old, new)
    ]
    assert answers[0]["errors"][0]["extensions"]["code"] == "invalid-jwt"
    assert answers[1]["data"] == {"__typename": "query_root"}


def test_new_admin_secret_replaces_hasuras_container_alone(clone: Clone, row: str) -> None:
    """The new admin secret opens the API and the old one does not."""
    old, before = clone.config("adminSecret"), clone.identities()
    new = secrets.token_urlsafe(24)
    clone.pulumi("config", "set", "--secret", "herm:adminSecret", "--stack", "dev", stdin=new)
    up(clone)
    after = clone.identities()
    assert after["postgres"] == before["postgres"]
    assert after["hasura"] != before["hasura"]
    assert clone.sql("SELECT word FROM kept") == row
    answers = [
        httpx.post(f"{clone.url}/v1/graphql", json=QUERY, headers={"x-hasura-admin-secret": secret}).json()
        for secret in (old, new)
    ]
    assert answers[0]["errors"][0]["extensions"]["code"] == "access-denied"
    assert answers[1]["data"] == {"__typename": "query_root"}


@pytest.mark.parametrize("start", ["plain-password-1", 'qu\'ote\\ "and" %40 $HOME ; --'])
def test_new_database_password_changes_the_role_and_keeps_the_data(
    clone: Clone, row: str, start: str
) -> None:
    """Whatever characters it has, the password in config is the one that the running database takes."""
    password = start + secrets.token_hex(8)
    clone.pulumi("config", "set", "--secret", "herm:databasePassword", "--stack", "dev", stdin=password)
    up(clone)
    assert clone.sql("SELECT word FROM kept") == row
    assert httpx.get(f"{clone.url}/healthz").text == "OK"
    clone.pulumi(
        "up", "--stack", "dev", "--yes", "--skip-preview", "--expect-no-changes", "--non-interactive"
    )

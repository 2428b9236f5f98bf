"""`./herm database-role`: what is sent to Hasura, and what is said when it cannot be."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from cli.database.role import role_statements, scram_verifier
from cli.main import main
from tests.support.configurations import dev_settings, prod_settings

PASSWORD = "a-password-of-this-role"
OWN = {"databaseRole": "api", "databaseRolePassword": PASSWORD}


def test_verifier_is_what_postgresql_keeps() -> None:
    """RFC 5803's form; the value is PostgreSQL's own for this password and salt."""
    found = scram_verifier("pencil", base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="))
    assert found == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
        ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )
    assert scram_verifier("pencil") != scram_verifier("pencil")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    """`./herm database-role` on a stack with these settings; gives what its API was asked."""

    def ask(answer: httpx.Response, code: int, **changes: str) -> list[dict[str, Any]]:
        bodies: list[dict[str, Any]] = []

        def handle(request: httpx.Request) -> httpx.Response:
            bodies.append(json.loads(request.content))
            return answer

        client = httpx.Client(base_url="https://api.test", transport=httpx.MockTransport(handle))
        monkeypatch.setattr("cli.project.work.settings", lambda _: prod_settings(**changes))
        monkeypatch.setattr("cli.project.work.client", lambda *_: client)
        assert main(["database-role"]) == code
        return bodies

    return ask


def test_role_is_made_by_hasura_and_the_password_does_not_travel(
    asked: Callable[..., list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    """One request of run_sql, with the verifier in the password's place; the next command is told."""
    [body] = asked(httpx.Response(200, json={"result_type": "CommandOk", "result": None}), 0, **OWN)
    assert body["type"] == "run_sql"
    assert PASSWORD not in body["args"]["sql"]
    verifier = body["args"]["sql"].split("PASSWORD '")[1].split("'")[0]
    assert body["args"]["sql"] == role_statements("api", verifier, "hasura")
    said = capsys.readouterr()
    assert "Next: pulumi up --stack prod" in said.err
    assert PASSWORD not in said.out + said.err


def test_refusal_is_told_in_postgresqls_words(
    asked: Callable[..., list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing has changed then, and no statement is repeated."""
    refusal = {
        "code": "postgres-error",
        "error": "query execution failed",
        "internal": {"error": {"message": "canceling statement due to lock timeout"}, "statement": "secret"},
    }
    asked(httpx.Response(400, json=refusal), 1, **OWN)
    said = " ".join(capsys.readouterr().err.split())
    assert "nothing has changed: canceling statement due to lock timeout" in said
    assert "./herm database-role --stack prod" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "pulumi config set herm:databaseRole api --stack prod"),
        (
            {
                "database": "external",
                "databasePassword": "",
                "databaseUrl": "postgres://u:p@db.example.com/x?sslmode=require",
            },
            "its roles are made where it is",
        ),
    ],
)
def test_there_has_to_be_a_role_to_make(
    asked: Callable[..., list[dict[str, Any]]],
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, str],
    said: str,
) -> None:
    """The administrator is there already, and an external database is its owner's: nothing is asked."""
    assert asked(httpx.Response(200, json={}), 1, **changes) == []
    assert said in " ".join(capsys.readouterr().err.split())


def test_stack_on_docker_stays_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The remedy is another stack, and not a target that would move this one to Azure."""
    monkeypatch.setattr("cli.project.work.settings", lambda stack: dev_settings(stack, target="docker"))
    assert main(["database-role", "--stack", "dev"]) == 1
    said = capsys.readouterr().err
    assert "stack dev: is on Docker" in said
    assert "./herm database-role --stack prod" in said
    assert "config set" not in said


def test_commands_of_the_help(asked: Callable[..., list[dict[str, Any]]]) -> None:
    """The stack is prod unless another is named."""
    assert len(asked(httpx.Response(200, json={"result": None, "result_type": "x"}), 0, **OWN)) == 1

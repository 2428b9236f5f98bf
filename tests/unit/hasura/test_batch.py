"""The batch interface: the documented form of its lines, and that nothing stops it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hasura.batch import FIELDS, decide, decide_line
from tests.unit.hasura.tokens import ADMIN_SECRET, NOW, bearer, claims, hasura, secret, sign

ROOT = Path(__file__).parents[3]
ENV = {"HASURA_GRAPHQL_ADMIN_SECRET": ADMIN_SECRET, "HASURA_GRAPHQL_JWT_SECRET": secret()}
URL = "https://host.example/jwks"
BY_URL = {**ENV, "HASURA_GRAPHQL_JWT_SECRET": secret(type=None, key=None, jwk_url=URL)}


def request(**changes: Any) -> dict[str, Any]:
    """A line that is accepted, with changes; a field set to None is left out."""
    headers = [list(header) for header in bearer(sign(claims()))]
    whole = {"env": ENV, "headers": headers, "now": NOW, **changes}
    return {name: value for name, value in whole.items() if value is not None}


def test_an_accepted_request_has_exactly_the_documented_fields() -> None:
    """Status 200, the role and the session, and words for a person."""
    answer = decide(request())
    assert tuple(answer) == FIELDS
    assert answer["explanation"].startswith("The request goes on with the role 'user'.")
    assert answer["cause"] == "accepted"
    assert answer | {"cause": "", "explanation": "", "remedy": ""} == {
        "startup_error": None,
        "http_status": 200,
        "code": None,
        "message": None,
        "role": "user",
        "session": {"x-hasura-user-id": "1"},
        "cause": "",
        "explanation": "",
        "remedy": "",
    }


def test_a_refused_request_has_status_code_and_message() -> None:
    """The status is the one of /v1alpha1/graphql; role and session are null."""
    answer = decide(request(now=NOW + 3600))
    assert answer["http_status"] == 400
    assert answer["code"] == "invalid-jwt"
    assert answer["message"] == "Could not verify JWT: JWTExpired"
    assert answer["role"] is answer["session"] is None
    assert "50 minutes ago" in answer["explanation"]


def test_a_startup_failure_is_explained_and_leaves_the_answers_fields_null() -> None:
    """A server that does not start answers no request, and says why and what to do."""
    answer = decide(request(env={"HASURA_GRAPHQL_JWT_SECRET": secret()}))
    assert answer.pop("startup_error").startswith("Fatal Error : --jwt-secret")
    assert answer.pop("cause") == "jwt-needs-admin-secret"
    assert "without one everybody is admin" in answer.pop("explanation")
    assert answer.pop("remedy").startswith("Set HASURA_GRAPHQL_ADMIN_SECRET")
    assert set(answer.values()) == {None}


def test_without_headers_only_startup_is_judged() -> None:
    """A server that starts gives nulls alone; one that does not gives its error."""
    assert set(decide(request(headers=None)).values()) == {None}
    broken = decide({"env": {**ENV, "HASURA_GRAPHQL_JWT_SECRET": "{}"}})
    assert broken["startup_error"].endswith("key and jwk_url both cannot be empty")


def test_without_now_the_clock_decides() -> None:
    """A token of 2023 has expired by today."""
    assert decide(request(now=None))["message"] == "Could not verify JWT: JWTExpired"


@pytest.mark.parametrize(
    "jwks", [None, {}, {URL: {"keys": []}}, {URL: "text"}, {URL: None}, {URL: {"keys": [1]}}, {URL: [[[]]]}]
)
def test_a_set_that_is_absent_or_none_is_not_loaded(jwks: Any) -> None:
    """Every token is refused for want of keys, and the run goes on."""
    answer = decide(request(env=BY_URL, jwks=jwks))
    assert answer["message"] == "Could not verify JWT: JWSError NoUsableKeys"


def test_a_set_is_read_for_its_own_address() -> None:
    """An `oct` key of the set verifies a token, in the line that brings it and in no other."""
    key = {"kty": "oct", "k": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}
    assert decide(request(env=BY_URL, jwks={URL: {"keys": [key]}}))["role"] == "user"
    assert decide(request(env=BY_URL, jwks={"https://other.example": {"keys": [key]}}))["role"] is None


def test_null_is_the_same_as_absent() -> None:
    """A variable that is null is not set."""
    env = {**ENV, "HASURA_GRAPHQL_AUTH_HOOK": None, "HASURA_GRAPHQL_UNAUTHORIZED_ROLE": None}
    assert decide(request(env=env, jwks={}))["role"] == "user"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"x",
        b"[]",
        b"1",
        b"\xff",
        b'{"env": []}',
        b'{"env": {"A": 1}}',
        b'{"headers": {}}',
        b'{"headers": [["a"]]}',
        b'{"headers": [["a", 1]]}',
        b'{"headers": ["ab"]}',
        b'{"now": "1"}',
        b'{"now": true}',
        b'{"now": 1e400}',
        b'{"now": NaN}',
        b'{"jwks": []}',
        b"[" * 100_000,
        b'{"a": "\\ud800"}',
    ],
)
def test_a_malformed_line_is_answered_with_an_error(line: bytes) -> None:
    """The answer has an `error` alone."""
    answer, well_formed = decide_line(line)
    assert not well_formed
    assert set(answer) == {"error"}


def test_the_run_goes_on_after_a_malformed_line_and_ends_with_2() -> None:
    """One answer for each line, in order; the exit code tells that one was malformed."""
    lines = [json.dumps(request()), "rubbish", json.dumps(request(headers=[]))]
    run = _auth_check("\n".join(lines) + "\n")
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [answer.get("role") for answer in answers] == ["user", None, None]
    assert "error" in answers[1]
    assert answers[2]["http_status"] == 400
    assert run.returncode == 2


def test_a_run_of_well_formed_lines_ends_with_0() -> None:
    """Refusals and start-up failures are answers, not failures; a last line needs no newline."""
    run = _auth_check(json.dumps({"env": {"HASURA_GRAPHQL_JWT_SECRET": "x"}}) + "\n" + json.dumps({}))
    assert len(run.stdout.splitlines()) == 2
    assert run.returncode == 0


def test_a_line_is_answered_before_the_next_one_is_sent() -> None:
    """A program may hold a conversation over the two pipes."""
    command = [sys.executable, "-m", "cli", "auth", "check"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for role in ("user", "editor"):
            token = sign(claims(**{"https://hasura.io/jwt/claims": hasura(default_role=role)}))
            process.stdin.write(json.dumps(request(headers=[["Authorization", f"Bearer {token}"]])) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["role"] == role
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def _auth_check(text: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", "auth", "check"]
    return subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, text=True, check=False, timeout=60
    )

"""`./herm jwt check`: Hasura's own words, what they mean, and what users would regret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.tokens.environment import of_env_file
from hasura.explain.startup_words import explain_startup
from hasura.model import StartupError
from hasura.start.startup import start
from tests.unit.cli.verbs import herm

KEY = "0123456789abcdef" * 2
GOOD = json.dumps({"type": "HS256", "key": KEY})
MAP = {"x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user"}
BAD: list[tuple[object, str]] = [
    ("{", "is not JSON"),
    ("", "set but empty"),
    ([{"type": "HS256", "key": KEY}], "square brackets"),
    ({}, 'Give "type" and "key", or "jwk_url"'),
    ({"type": "HS256", "key": KEY, "jwk_url": "https://a.example"}, 'Keep "jwk_url"'),
    (
        {"type": "HS256", "key": KEY, "claims_namespace": "a", "claims_namespace_path": "$"},
        'Keep "claims_namespace"',
    ),
    (
        {"type": "HS256", "key": KEY, "claims_namespace_path": "https://hasura.io/jwt/claims"},
        "is a path such as $.hasura.claims",
    ),
    ({"key": KEY}, 'Add "type"'),
    ({"type": "PS256", "key": KEY}, 'for PS256 write "RS256"'),
    ({"type": "HS256", "key": "short"}, "--hs256"),
    ({"type": "RS256", "key": "no pem"}, "jq -nc --rawfile key"),
    ({"type": "HS256", "key": KEY, "claims_map": {}}, 'Add "x-hasura-allowed-roles"'),
    ({"type": "HS256", "key": KEY, "claims_map": {**MAP, "x-hasura-a": 1}}, "a value of another kind"),
    ({"type": "HS256", "key": KEY, "issuer": "a:b c"}, "token inspect"),
    ({"type": "HS256", "key": KEY, "header": {"type": "Query"}}, 'or {"type": "Cookie"'),
    ({"type": "HS256", "key": KEY, "claims_format": "yaml"}, 'Write "json"'),
    ({"type": "HS256", "key": 1}, "a value of another kind"),
]


def text_of(secret: object) -> str:
    """The secret's text."""
    return secret if isinstance(secret, str) else json.dumps(secret)


def test_good() -> None:
    """A secret with which Hasura starts is accepted from standard input, a file's line break forgiven."""
    done = herm("jwt", "check", stdin=GOOD + "\n")
    assert (done.code, done.out) == (0, "")
    assert "Hasura starts" in done.err


@pytest.mark.parametrize(("secret", "remedy"), BAD)
def test_bad(secret: object, remedy: str) -> None:
    """Each start-up error is told in Hasura's words, with its meaning and what fixes it, without the key."""
    done = herm("jwt", "check", stdin=text_of(secret))
    assert done.code == 1
    assert "Hasura does not start: Fatal Error:- Environment variable HASURA_GRAPHQL_JWT_SECRET: " in done.err
    assert remedy in done.err
    assert KEY not in done.err


@pytest.mark.parametrize(("secret", "remedy"), BAD)
def test_machine(secret: object, remedy: str) -> None:
    """With --json the verdict is one object on standard output."""
    done = herm("jwt", "check", "--json", stdin=text_of(secret))
    document = json.loads(done.out)
    assert (done.code, document["starts"], done.err) == (1, False, "")
    assert document["startup_error"].startswith("Fatal Error:- ")
    assert remedy in document["remedy"] + document["explanation"]


def test_combination_errors() -> None:
    """Errors of the variables together have their words too."""
    for environment, words in [
        ({"HASURA_GRAPHQL_JWT_SECRET": GOOD}, "Set HASURA_GRAPHQL_ADMIN_SECRET"),
        ({"HASURA_GRAPHQL_UNAUTHORIZED_ROLE": ""}, "Unset HASURA_GRAPHQL_UNAUTHORIZED_ROLE"),
        (
            {
                "HASURA_GRAPHQL_JWT_SECRET": GOOD,
                "HASURA_GRAPHQL_ADMIN_SECRET": "a",
                "HASURA_GRAPHQL_AUTH_HOOK": "https://a.example",
            },
            "Take HASURA_GRAPHQL_AUTH_HOOK",
        ),
    ]:
        with pytest.raises(StartupError) as caught:
            start(environment)
        assert words in explain_startup(str(caught.value))[1]


def test_warnings_do_not_fail(tmp_path: Path) -> None:
    """What Hasura accepts and users regret is warned of with a remedy, and the exit code is 0."""
    file = tmp_path / "secret.json"
    file.write_text(json.dumps({"type": "HS256", "key": KEY, "claim_map": {}}))
    done = herm("jwt", "check", str(file))
    assert done.code == 0
    assert "warning" in done.err
    assert "claims_map" in done.err


def test_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --stack the secret is the stack's; one that is not set is told with the command that sets it."""
    stacks = {"dev": {"jwtSecret": GOOD, "adminSecret": "a" * 16}, "prod": {"unauthorizedRole": ""}}
    monkeypatch.setattr("cli.tokens.environment.revealed", stacks.__getitem__)
    assert herm("jwt", "check", "--stack", "dev").code == 0
    done = herm("jwt", "check", "--stack", "prod")
    assert done.code == 1
    assert "pulumi config set --secret herm:jwtSecret --stack prod" in done.err


def test_stack_is_judged_with_all_of_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a user added in config counts: a webhook beside a JWT secret keeps Hasura from starting."""
    hook = json.dumps({"HASURA_GRAPHQL_AUTH_HOOK": "https://a.example"})
    stacks = {"dev": {"jwtSecret": GOOD, "adminSecret": "a" * 16, "environment": hook}}
    monkeypatch.setattr("cli.tokens.environment.revealed", stacks.__getitem__)
    done = herm("jwt", "check", "--stack", "dev")
    assert done.code == 1
    assert "Both webhook and JWT mode cannot be enabled at the same time" in done.err


@pytest.mark.parametrize("arguments", [("x.json", "--stack", "dev"), ("--unknown",), ("a", "b")])
def test_usage(arguments: tuple[str, ...]) -> None:
    """Wrong usage ends with 2."""
    assert herm("jwt", "check", *arguments).code == 2


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there, or no text, is a message."""
    assert "cannot be read" in herm("jwt", "check", str(tmp_path / "none")).err
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    done = herm("jwt", "check", str(tmp_path / "binary"))
    assert (done.code, "not UTF-8 text" in done.err) == (1, True)


def test_env_file(tmp_path: Path) -> None:
    """An env file is read as docker compose reads it: quotes, export and comments."""
    file = tmp_path / ".env"
    file.write_text(
        "# HASURA_GRAPHQL_DEV_MODE=true\n"
        f"export HASURA_GRAPHQL_JWT_SECRET='{GOOD}'\n"
        'HASURA_GRAPHQL_ADMIN_SECRET="a \\"b\\""\n'
        "HASURA_GRAPHQL_UNAUTHORIZED_ROLE = anonymous\n"
        "PLAIN=a=b # c\n"
    )
    assert of_env_file(file) == {
        "HASURA_GRAPHQL_JWT_SECRET": GOOD,
        "HASURA_GRAPHQL_ADMIN_SECRET": 'a "b"',
        "HASURA_GRAPHQL_UNAUTHORIZED_ROLE": "anonymous",
        "PLAIN": "a=b",
    }

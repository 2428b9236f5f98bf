"""`./herm jwt check` finds the secret where it is kept, and asks the address of its keys when told to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.key_sets import rsa_jwk
from tests.unit.cli.tokens.https_server import Answer, Server, body, serve, status
from tests.unit.cli.verbs import herm
from tests.unit.hasura import key_material as keys

KEY = "made-up-key-0123456789abcdef-0123456789"
SECRET = json.dumps({"type": "HS256", "key": KEY})
ROLES = {"x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user"}
COMPOSE = """
services:
  api:
    image: hasura/graphql-engine
    environment:
      HASURA_GRAPHQL_ADMIN_SECRET: made-up
      HASURA_GRAPHQL_JWT_SECRET: 'VALUE'
"""


@pytest.mark.parametrize(
    ("name", "text", "option"),
    [
        ("docker-compose.yml", COMPOSE, "--compose"),
        (".env", "HASURA_GRAPHQL_ADMIN_SECRET=a\nHASURA_GRAPHQL_JWT_SECRET='VALUE'\n", "--env-file"),
        ("prod.env", "HASURA_GRAPHQL_ADMIN_SECRET=a\nHASURA_GRAPHQL_JWT_SECRET=VALUE\n", "--env-file"),
    ],
)
def test_the_variable_is_found_in_its_file(tmp_path: Path, name: str, text: str, option: str) -> None:
    """A file's name says what it is; an option says it too; the remedy names the same file."""
    file = tmp_path / name
    file.write_text(text.replace("VALUE", SECRET))
    assert herm("jwt", "check", str(file)).code == herm("jwt", "check", option, str(file)).code == 0
    file.write_text(text.replace("VALUE", SECRET.replace('"', "")))
    for arguments in ((str(file),), (option, str(file))):
        verdict = json.loads(herm("jwt", "check", *arguments, "--json").out)
        assert verdict["cause"] == "quotes-lost"
        assert str(file) in verdict["remedy"].splitlines()[-1]
        assert herm("jwt", "check", *arguments, "--fix").out.strip() == SECRET


def test_the_whole_server_is_judged(tmp_path: Path) -> None:
    """Without an admin secret beside the JWT secret a server of an env file does not start."""
    file = tmp_path / ".env"
    file.write_text(f"HASURA_GRAPHQL_JWT_SECRET='{SECRET}'\n")
    verdict = json.loads(herm("jwt", "check", str(file), "--json").out)
    assert verdict["cause"] == "jwt-needs-admin-secret"
    file.write_text("HASURA_GRAPHQL_ADMIN_SECRET=a\n")
    assert "looks at no token" in herm("jwt", "check", str(file)).err


def test_utf_16(tmp_path: Path) -> None:
    """A file that PowerShell wrote is told apart from rubbish, with the command that turns it."""
    file = tmp_path / "secret.json"
    file.write_text(SECRET, encoding="utf-16")
    done = herm("jwt", "check", str(file))
    assert done.code == 1
    assert f"iconv -f UTF-16 -t UTF-8 {file} >{file}.utf8" in done.err


JWK = rsa_jwk(keys.RSA)


def document(value: object) -> Answer:
    """An answer that is this JSON."""
    return body(json.dumps(value).encode())


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A provider with good and bad key sets."""
    answers = {
        "/good": document({"keys": [JWK]}),
        "/zero": document({"keys": [JWK | {"n": "AAAB"}]}),
        "/one": document(JWK),
        "/error": status(503),
    }
    with serve(tmp_path, answers) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        yield server


@pytest.mark.parametrize(
    ("path", "cause", "seen"),
    [
        ("/good", None, "answers 1 keys"),
        ("/zero", "jwks-unreadable", "begins with a zero byte"),
        ("/one", "jwks-unreadable", 'a list "keys"'),
        ("/error", "jwks-not-2xx", "HTTP status 503"),
        ("/none", "jwks-not-2xx", "HTTP status 404"),
    ],
)
def test_the_address_is_asked_as_hasura_asks_it(
    provider: Server, path: str, cause: str | None, seen: str
) -> None:
    """With --fetch the answer decides, and what was answered is told; without it nothing is asked."""
    secret = json.dumps({"jwk_url": provider.url + path, "audience": "a"})
    done = herm("jwt", "check", "--fetch", "--json", stdin=secret)
    verdict = json.loads(done.out)
    assert (done.code, verdict["cause"]) == (0 if cause is None else 1, cause)
    assert seen in " ".join(verdict["evidence"])
    unasked = herm("jwt", "check", stdin=secret)
    assert unasked.code == 0
    assert f"Hasura starts if {provider.url}{path} answers a readable key set" in unasked.err


def test_nobody_answers() -> None:
    """An address without a server is Hasura's `Error fetching JWK`."""
    secret = json.dumps({"jwk_url": "http://127.0.0.1:9/keys"})
    verdict = json.loads(herm("jwt", "check", "--fetch", "--json", stdin=secret).out)
    assert verdict["cause"] == "jwks-unreachable"
    assert verdict["startup_error"].startswith("Error fetching JWK: ")


@pytest.mark.parametrize(
    ("address", "cause", "line"),
    [
        ("keycloak:8080/realms/a/certs", "jwk-url-unfetchable", "http://keycloak:8080/realms/a/certs"),
        ("ftp://id.example/keys", "jwk-url-unfetchable", "https://id.example/keys"),
        ("file:///etc/keys.json", "jwk-url-unfetchable", None),
        ("https:id.example/keys", "jwk-url-unfetchable", "https://id.example/keys"),
        ("https://acme.auth0.com/pem", "jwk-url-never-a-set", "https://acme.auth0.com/.well-known/jwks.json"),
        (
            "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com",
            "jwk-url-never-a-set",
            "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
        ),
        ("https://www.googleapis.com/oauth2/v1/certs", "jwk-url-never-a-set", None),
        ("https://id.example/.well-known/openid-configuration", "jwk-url-never-a-set", None),
    ],
)
def test_an_address_that_never_answers_a_set(address: str, cause: str, line: str | None) -> None:
    """What no server can make right is told without asking; the line that is printed is right."""
    done = herm("jwt", "check", "--json", stdin=json.dumps({"jwk_url": address, "audience": "a"}))
    verdict = json.loads(done.out)
    assert (done.code, verdict["cause"]) == (1, cause)
    if line is not None:
        assert verdict["remedy"].splitlines()[-1] == f'"jwk_url": "{line}"'
        assert herm("jwt", "check", stdin=json.dumps({"jwk_url": line})).code == 0


@pytest.mark.parametrize(
    ("fields", "warning", "words"),
    [
        (
            {"jwk_url": "http://127.0.0.1:9011/keys", "audience": "a"},
            "jwk-url-in-container",
            "http://host.docker.internal:9011/keys",
        ),
        (
            {"jwk_url": "http://localhost/keys", "audience": "a"},
            "jwk-url-in-container",
            "host.docker.internal/",
        ),
        ({"type": "HS256", "key": "<your-super-secret-jwt-key-min-32-chars>"}, "not-filled-in", "--hs256"),
        (
            {"jwk_url": "https://acme.eu.auth0.com/", "audience": "a"},
            "jwk-url-without-path",
            '"jwk_url": "https://acme.eu.auth0.com/.well-known/jwks.json"',
        ),
        (
            {"jwk_url": "https://id.example", "audience": "a"},
            "jwk-url-without-path",
            "https://id.example/.well-known/openid-configuration",
        ),
        ({"type": "HS256", "key": keys.private_pem(keys.RSA)}, "private-key-in-secret", "public.pem --fix"),
        (
            {"type": "HS256", "key": KEY, "claims_map": {**ROLES, "x-hasura-user-id": "user_id"}},
            "fixed-value-looks-like-a-path",
            '{"path": "$.user_id"}',
        ),
        ({"type": "HS256", "key": "reallyreallyreallyreallyverysafe"}, "key-is-public", "--hs256"),
    ],
)
def test_values_that_users_regret(fields: dict[str, Any], warning: str, words: str) -> None:
    """Hasura starts with them; the warning names the value that was meant, or makes one."""
    done = herm("jwt", "check", "--json", stdin=json.dumps(fields))
    found = {one["id"]: one for one in json.loads(done.out)["warnings"]}
    assert done.code == 0
    assert words in found[warning]["remedy"]

"""The server of the keys fails Hasura's first fetch: the remedy, followed, ends with an accepted token."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest

from hasura.explain.startup import explain_start
from tests.support.key_sets import rsa_jwk
from tests.unit.cli.tokens.https_server import Answer, Server, body, serve, status
from tests.unit.cli.verbs import herm
from tests.unit.hasura.key_material import RSA as KEY

CLAIMS = {"x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user"}
NOBODY = "http://127.0.0.1:9/realms/shop/keys"


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An issuer whose keys are good at one address, spoilt at another, and not at a third."""
    answers: dict[str, Answer] = {"/keys": status(503)}
    with serve(tmp_path, answers) as server:
        for realm, more in (("/good", {}), ("/spoilt", {"x5t": "of another length"})):
            address = f"{server.url}{realm}/protocol/openid-connect/certs"
            names = {"issuer": f"{server.url}{realm}", "jwks_uri": address}
            answers[f"{realm}/.well-known/openid-configuration"] = body(json.dumps(names).encode())
            keys = {"keys": [rsa_jwk(KEY, use="sig", alg="RS256", **more)]}
            answers[f"{realm}/protocol/openid-connect/certs"] = body(json.dumps(keys).encode())
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        yield server


def checked(secret: dict[str, Any]) -> dict[str, Any]:
    """What `./herm jwt check --fetch` says of a secret."""
    verdict: dict[str, Any] = json.loads(
        herm("jwt", "check", "--fetch", "--json", stdin=json.dumps(secret)).out
    )
    return verdict


def followed(remedy: str, secret: dict[str, Any]) -> dict[str, Any]:
    """The secret after the line was run and what the words name was put in its place."""
    made = json.loads(herm(*shlex.split(remedy.splitlines()[-1])[1:]).out)
    kept = {name: value for name, value in secret.items() if name != "jwk_url"}
    return kept | {
        name: made[name] for name in ("type", "key", "jwk_url") if f'"{name}"' in remedy and name in made
    }


@pytest.mark.parametrize(
    ("cause", "realm", "jwk_url"),
    [
        ("jwks-unreachable", "/good", NOBODY),
        ("jwks-not-2xx", "/good", "/keys"),
        ("jwks-unreadable", "/spoilt", "/spoilt/protocol/openid-connect/certs"),
    ],
)
def test_the_remedy_ends_with_an_accepted_token(
    cause: str, realm: str, jwk_url: str, provider: Server, tmp_path: Path
) -> None:
    """The line asks the issuer, which the secret or its address names; a person fills in any other."""
    issuer = provider.url + realm
    address = jwk_url if jwk_url == NOBODY else provider.url + jwk_url
    secret = {"jwk_url": address, "audience": "app"}
    verdict = checked(secret)
    assert (verdict["cause"], verdict["starts"]) == (cause, False)
    remedy = verdict["remedy"]
    assert checked(secret | {"issuer": issuer})["remedy"] == remedy.replace("ISSUER", issuer)
    assert ("ISSUER" in remedy) == (cause != "jwks-unreadable")
    right = followed(remedy.replace("ISSUER", issuer), secret)
    assert checked(right)["starts"]
    file = tmp_path / "secret.json"
    file.write_text(json.dumps(right))
    claims = {"iss": issuer, "aud": "app", "https://hasura.io/jwt/claims": CLAIMS}
    token = jwt.encode(claims, KEY, "RS256")
    assert herm("token", "inspect", "--secret-file", str(file), stdin=token).code == 0


@pytest.mark.parametrize(
    "secret",
    ['{"issuer": "s3cret key", "jwk_url": "https://u:pw@id.example/keys"}', "[]", "no JSON", '{"issuer": 1}'],
)
def test_what_is_no_address_is_not_shown(secret: str) -> None:
    """Where the secret names no issuer a person fills it in; nothing else of the secret is printed."""
    error = "Error fetching JWK: ConnectionTimeout"
    remedy = explain_start(error, {"HASURA_GRAPHQL_JWT_SECRET": secret}).remedy
    assert remedy.endswith("--issuer ISSUER --pem")

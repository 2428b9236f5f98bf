"""`./herm token`: what a token says, what Hasura answers, and tokens that Hasura accepts."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from hasura.identity.key_pairs import PrivateKey, private_pem, public_pem, type_of
from tests.support.key_sets import rsa_jwk
from tests.unit.cli.tokens.https_server import body, serve
from tests.unit.cli.verbs import Done, herm
from tests.unit.hasura.key_material import RSA

KEY = "0123456789abcdef" * 2
PRIVATE_KEYS: list[PrivateKey] = [
    RSA,
    ec.generate_private_key(ec.SECP256R1()),
    ed25519.Ed25519PrivateKey.generate(),
]
NAMESPACE = "https://hasura.io/jwt/claims"
MAPPED = {
    "x-hasura-allowed-roles": ["user"],
    "x-hasura-default-role": "user",
    "x-hasura-user-id": "user_id",
}
CLAIMS = {
    "x-hasura-allowed-roles": ["user", "editor"],
    "x-hasura-default-role": "user",
    "x-hasura-user-id": "1",
}


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    """A file with an HS256 secret."""
    return write(tmp_path, type="HS256", key=KEY)


def write(folder: Path, **fields: Any) -> Path:
    """A file with the JWT secret of these fields."""
    path = folder / "secret.json"
    path.write_text(json.dumps(fields) + "\n")
    return path


def token_of(**claims: Any) -> str:
    """A token for the HS256 secret, with Hasura's claims unless told otherwise."""
    return jwt.encode({NAMESPACE: CLAIMS, **claims}, KEY, "HS256")


def inspect(token: str, *arguments: object) -> Done:
    """Inspect a token given on standard input."""
    return herm("token", "inspect", *map(str, arguments), stdin=token)


def test_accepted(secret_file: Path) -> None:
    """An accepted token is shown with its dates, its role and its session variables."""
    done = inspect(
        token_of(exp=1_700_003_600, sub="me"), "--secret-file", secret_file, "--now", 1_700_000_000
    )
    assert (done.code, done.err) == (0, "")
    assert "Accepted with the role user" in done.out
    assert "x-hasura-user-id: 1" in done.out
    assert "2023-11-14 23:13:20 UTC, in 1 hour" in done.out
    assert '"sub": "me"' in done.out


def test_role_by_header(secret_file: Path) -> None:
    """A header asks for another role; one that is not allowed is refused with the allowed ones."""
    token = token_of()
    assert (
        "with the role editor"
        in inspect(token, "--secret-file", secret_file, "--header", "X-Hasura-Role: editor").out
    )
    done = inspect(token, "--secret-file", secret_file, "--header", "X-Hasura-Role: edito")
    assert done.code == 1
    assert "Refused: 400 access-denied: Your requested role is not in allowed roles" in done.out
    assert "'editor'" in done.out


def test_refused_with_the_providers_code(secret_file: Path) -> None:
    """A token without Hasura's claims is explained with the code of the provider that made it."""
    token = jwt.encode({"iss": "https://acme.eu.auth0.com/", "exp": time.time() + 60}, KEY, "HS256")
    done = inspect(token, "--secret-file", secret_file)
    assert done.code == 1
    assert f"claims key: '{NAMESPACE}' not found" in done.out
    assert "exports.onExecutePostLogin" in done.out


def test_machine(secret_file: Path) -> None:
    """With --json everything is one object, for an accepted and for a refused token."""
    good = json.loads(inspect(token_of(), "--secret-file", secret_file, "--json").out)
    assert good["answer"] == {
        "accepted": True,
        "role": "user",
        "session": good["answer"]["session"],
    }
    assert good["header"] == {"alg": "HS256", "typ": "JWT"}
    bad = json.loads(inspect(token_of(exp=5), "--secret-file", secret_file, "--json").out)
    assert (bad["answer"]["code"], bad["answer"]["message"]) == (
        "invalid-jwt",
        "Could not verify JWT: JWTExpired",
    )
    assert bad["explanation"]["remedy"]
    assert bad["dates"]["exp"].startswith("1970-01-01 00:00:05 UTC, ")


def test_what_is_known_of_the_server_is_said_of_a_token_too(tmp_path: Path) -> None:
    """Whoever checks the secret, inspects a token or asks for many answers is told of the same open door."""
    file = write(tmp_path, type="HS256", key=KEY, aud="app", claims_map=MAPPED)
    token = token_of(exp=2_000_000_000)
    inspected = inspect(token, "--secret-file", file, "--now", 1_700_000_000)
    as_json = json.loads(inspect(token, "--secret-file", file, "--now", 1_700_000_000, "--json").out)
    env = {"HASURA_GRAPHQL_ADMIN_SECRET": "e5a1", "HASURA_GRAPHQL_JWT_SECRET": file.read_text()}
    line = {"env": env, "now": 1_700_000_000, "headers": [["Authorization", f"Bearer {token}"]]}
    answer = json.loads(herm("auth", "check", stdin=json.dumps(line)).out)
    checked = json.loads(herm("jwt", "check", str(file), "--json").out)["warnings"]
    assert {one["id"] for one in checked} == {"unknown-field", "fixed-value-looks-like-a-path"}
    told = {one["id"]: one for one in as_json["explanation"]["warnings"]}
    assert inspected.code == 0
    for warning in checked:
        assert told[warning["id"]] == warning
        assert " ".join(warning["reason"].split()) in " ".join(inspected.out.split())
        assert warning["reason"] in answer["explanation"]


def test_decoded_only() -> None:
    """Without a secret the token is decoded, and the output says that nothing is proved."""
    done = inspect(token_of())
    assert done.code == 0
    assert "Decoded only" in done.out
    assert json.loads(inspect(token_of(), "--json").out)["verified"] is False


@pytest.mark.parametrize("wrapped", ["Bearer {}", "Authorization: Bearer {}", '"{}"', "  {}\n\n"])
def test_copied_along(secret_file: Path, wrapped: str) -> None:
    """What people copy along with a token does no harm."""
    assert inspect(wrapped.format(token_of()), "--secret-file", secret_file).code == 0


@pytest.mark.parametrize("garbage", ["abc", "a.b.c", "....", "é.é.é", "\x1b[31m.x.y", "eyJ9.eyJ9.eyJ9"])
def test_garbage(secret_file: Path, garbage: str) -> None:
    """What is not a token is refused in Hasura's words, and nothing of it steers the terminal."""
    done = inspect(garbage, "--secret-file", secret_file)
    assert done.code == 1
    assert "Refused: 400" in done.out
    assert "\x1b" not in done.out + done.err
    undecoded = inspect(garbage)
    assert undecoded.code == 1
    assert "Not a token" in undecoded.out
    assert "Decoded only" not in undecoded.out


def test_hostile_claims(secret_file: Path) -> None:
    """Claims made to steer a terminal or rich's markup are printed harmlessly."""
    evil = {**CLAIMS, "x-hasura-user-id": "\x1b]0;x\x07[bold]", "x-hasura-default-role": "user"}
    done = inspect(token_of(**{NAMESPACE: evil}), "--secret-file", secret_file)
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "[bold]" in done.out


@pytest.mark.parametrize(
    ("stdin", "arguments", "words"),
    [
        ("", (), "Give one token"),
        ("a b", (), "one token only"),
        ("a", ("--header", "nonsense"), "is not a header"),
        ("a", ("--stack", "dev", "--env-file", "x"), "Give one of"),
        ("a", ("--now", "soon"), "--now"),
        ("a" * 10_000_001, (), "10,000,000"),
    ],
)
def test_usage(stdin: str, arguments: tuple[str, ...], words: str) -> None:
    """Wrong usage ends with 2."""
    done = inspect(stdin, *arguments)
    assert done.code == 2
    assert words in done.err


def test_compose_file(tmp_path: Path, secret_file: Path) -> None:
    """The server may be described by a compose file, whose references are filled as compose fills them."""
    (tmp_path / ".env").write_text(f"JWT='{secret_file.read_text().strip()}'\n")
    file = tmp_path / "docker-compose.yml"
    file.write_text(
        "services:\n  api:\n    image: hasura/graphql-engine\n    environment:\n"
        "      HASURA_GRAPHQL_ADMIN_SECRET: a\n      HASURA_GRAPHQL_JWT_SECRET: ${JWT}\n"
    )
    done = inspect(token_of(), "--compose", file)
    assert (done.code, "Accepted" in done.out) == (0, True)
    assert inspect(token_of(), "--compose", file, "--secret-file", secret_file).code == 2


def test_environment_that_does_not_start(tmp_path: Path) -> None:
    """A server that would not start, or that knows no tokens, is told before any token is judged."""
    (tmp_path / "bad").write_text("HASURA_GRAPHQL_JWT_SECRET={}\nHASURA_GRAPHQL_ADMIN_SECRET=a\n")
    done = inspect(token_of(), "--env-file", tmp_path / "bad")
    assert (done.code, done.out) == (1, "")
    assert "key and jwk_url both cannot be empty" in done.err
    assert "The secret names no key" in done.err
    assert "./herm jwt-config --hs256" in done.err
    (tmp_path / "none").write_text("HASURA_GRAPHQL_ADMIN_SECRET=a\n")
    assert "looks at no token" in inspect(token_of(), "--env-file", tmp_path / "none").err


@pytest.mark.parametrize(
    "header", [{"type": "Cookie", "name": "session"}, {"type": "CustomHeader", "name": "X-Token"}]
)
def test_other_places(tmp_path: Path, header: dict[str, str]) -> None:
    """The token is put where the JWT secret looks for it."""
    path = write(tmp_path, type="HS256", key=KEY, header=header)
    assert inspect(token_of(), "--secret-file", path).code == 0


def test_jwk_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are fetched for a jwk_url; a set that Hasura cannot read is told with the way around it."""
    good = {"keys": [rsa_jwk(RSA, kid="a", use="sig", alg="RS256")]}
    bad = {"keys": [rsa_jwk(RSA, kid="a", x5t="of another length")]}
    answers = {"/good": body(json.dumps(good).encode()), "/bad": body(json.dumps(bad).encode())}
    token = jwt.encode({NAMESPACE: CLAIMS}, RSA, "RS256")
    with serve(tmp_path, answers) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        path = write(tmp_path, jwk_url=f"{server.url}/good")
        assert inspect(token, "--secret-file", path).code == 0
        path.write_text(json.dumps({"jwk_url": f"{server.url}/bad"}))
        done = inspect(token, "--secret-file", path)
    assert done.code == 1
    assert "--pem" in done.err


@pytest.fixture
def stacks(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
    """Stacks whose configuration the test sets."""
    settings: dict[str, dict[str, str]] = {
        "dev": {"jwtSecret": json.dumps({"type": "HS256", "key": KEY}), "adminSecret": "a" * 16}
    }
    monkeypatch.setattr("cli.tokens.environment.revealed", settings.__getitem__)
    return settings


@pytest.mark.usefixtures("stacks")
def test_mint_and_inspect() -> None:
    """A minted token stands alone on standard output, and Hasura accepts it."""
    done = herm(
        *("token", "mint", "--role", "editor", "--allowed-role", "user", "--claim", "X-Hasura-User-Id=a=b"),
        *("--expires", "2d"),
    )
    assert (done.code, done.out.count("\n")) == (0, 1)
    seen = json.loads(inspect(done.out, "--stack", "dev", "--json").out)
    assert seen["answer"]["role"] == "editor"
    assert seen["answer"]["session"]["x-hasura-user-id"] == "a=b"
    assert seen["claims"]["exp"] - seen["claims"]["iat"] == 2 * 86400
    assert KEY not in done.out + done.err
    asked = inspect(done.out, "--stack", "dev", "--header", "x-hasura-role: user")
    assert "with the role user" in asked.out


@pytest.mark.parametrize("key", PRIVATE_KEYS, ids=lambda key: type_of(key.public_key()))
def test_mint_with_a_private_key(tmp_path: Path, key: PrivateKey) -> None:
    """A private key signs for the JWT secret that holds its public half."""
    path = write(tmp_path, type=type_of(key.public_key()), key=public_pem(key.public_key()), audience="api")
    (tmp_path / "private.pem").write_bytes(private_pem(key))
    done = herm(
        *("token", "mint", "--role", "user", "--secret-file", str(path)),
        *("--key-file", str(tmp_path / "private.pem")),
    )
    assert done.code == 0
    assert inspect(done.out, "--secret-file", path).code == 0


def test_mint_refuses(tmp_path: Path, stacks: dict[str, dict[str, str]]) -> None:
    """Every reason for which no good token can be made is told, and nothing is printed."""
    (tmp_path / "rsa.pem").write_bytes(private_pem(RSA))
    other = public_pem(PRIVATE_KEYS[2].public_key())
    claims_map = {
        "x-hasura-allowed-roles": {"path": "$.roles"},
        "x-hasura-default-role": {"path": "$.role"},
        "x-hasura-user-id": {"path": "$.id"},
    }
    for fields, arguments, words in [
        ({"jwk_url": "https://id.acme.example/jwks"}, (), "https://id.acme.example/jwks"),
        ({"type": "Ed25519", "key": other}, (), "holds a public key"),
        ({"type": "Ed25519", "key": other}, ("--key-file", str(tmp_path / "rsa.pem")), "not the other half"),
        ({"type": "HS256", "key": KEY}, ("--key-file", str(tmp_path / "rsa.pem")), "signs by itself"),
        ({"type": "HS256", "key": KEY, "claims_map": claims_map}, (), "x-hasura-user-id not found"),
        (
            {"type": "HS256", "key": KEY, "claims_map": claims_map},
            ("--claim", "x-hasura-org=1"),
            "does not name x-hasura-org",
        ),
        (
            {
                "type": "HS256",
                "key": KEY,
                "claims_map": {**claims_map, "x-hasura-user-id": {"path": "$.sub"}},
            },
            ("--claim", "x-hasura-user-id=a:b c"),  # sub is a registered claim: with a colon it is an address
            "would be refused",
        ),
        ({"type": "HS256", "key": other}, (), "cannot sign"),
        ({}, (), "Hasura does not start"),
    ]:
        stacks["dev"]["jwtSecret"] = json.dumps(fields)
        done = herm("token", "mint", "--role", "user", *arguments)
        assert (done.code, done.out) == (1, ""), words
        assert words in done.err


@pytest.mark.usefixtures("stacks")
@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--role", "user", "--claim", "x-hasura-user-id"),
        ("--role", "user", "--claim", "user-id=1"),
        ("--role", "user", "--claim", "x-hasura-default-role=admin"),
        ("--role", "user", "--expires", "soon"),
        ("--role", ""),
        ("--role", "user", "--allowed-role", " "),
        ("--role", "\udcfcmlaut"),
    ],
)
def test_mint_usage(arguments: tuple[str, ...]) -> None:
    """Wrong usage ends with 2 and prints no token."""
    done = herm("token", "mint", *arguments)
    assert (done.code, done.out) == (2, "")


@pytest.mark.usefixtures("stacks")
@pytest.mark.parametrize(("expires", "told"), [("1h", "ends in 1 hour"), ("90s", "ends in 1 minute")])
def test_mint_tells_the_time_left(expires: str, told: str) -> None:
    """How long the token lives is told as people say it, whatever signs the role has."""
    done = herm("token", "mint", "--role", "[red]x[/nope]", "--expires", expires)
    assert done.code == 0
    assert f"role [red]x[/nope], {told}" in done.err

"""`./herm jwt-config`: the secret on standard output, the rest on standard error, keys in files for one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hasura.identity.key_pairs import private_pem, public_pem
from hasura.identity.providers import PROVIDERS
from hasura.start.grammar import parse_jwt_secret
from tests.support.key_sets import rsa_jwk
from tests.unit.cli.tokens.https_server import Answer, Server, body, serve
from tests.unit.cli.verbs import herm
from tests.unit.hasura.key_material import OTHER_RSA as OTHER
from tests.unit.hasura.key_material import RSA as KEY

KEYS = {
    "keys": [
        rsa_jwk(OTHER, kid="enc", use="enc", alg="RSA-OAEP"),
        rsa_jwk(KEY, kid="one", use="sig", alg="RS256", x5c=["MIIC"], x5t="of another length"),
        rsa_jwk(OTHER, kid="two", use="sig", alg="RS256"),
    ]
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Keycloak with the realm shop, and issuers that are not what they say."""
    answers: dict[str, Answer] = {}
    with serve(tmp_path_factory.mktemp("https"), answers) as running:
        base = running.url
        keys = f"{base}/realms/shop/protocol/openid-connect/certs"
        for path, issuer in {
            "/realms/shop": f"{base}/realms/shop",
            "/slash": f"{base}/slash/",
            "/alias": f"{base}/realms/shop",
        }.items():
            document = {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/auth",
                "jwks_uri": keys,
                "id_token_signing_alg_values_supported": ["RS256"],
            }
            answers[f"{path}/.well-known/openid-configuration"] = body(json.dumps(document).encode())
        answers["/empty/.well-known/openid-configuration"] = body(b"{}")
        answers["/list/.well-known/openid-configuration"] = body(b"[]")
        answers["/realms/shop/protocol/openid-connect/certs"] = body(json.dumps(KEYS).encode())
        answers["/realms/new/protocol/openid-connect/certs"] = body(b'{"keys": []}')
        yield running


@pytest.fixture
def trusted(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, with its authority in the environment."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    return server


def test_streams() -> None:
    """Standard output has the secret alone, on one line; the code and the next command are for people."""
    done = herm("jwt-config", "auth0", "--domain", "acme.auth0.com", "--audience", "https://api.acme.com")
    assert done.code == 0
    assert done.out.count("\n") == 1
    assert parse_jwt_secret(done.out).issuer == "https://acme.auth0.com/"
    assert 'setCustomClaim("https://hasura.io/jwt/claims"' in done.err
    assert (
        "./herm jwt-config auth0 --domain acme.auth0.com --audience https://api.acme.com"
        " | pulumi config set --secret herm:jwtSecret --stack prod"
    ) in done.err
    assert "warning" not in done.err


def test_machine() -> None:
    """With --json the same comes as one object."""
    done = herm("jwt-config", "cognito", "--region", "eu-west-1", "--pool", "eu-west-1_AbC", "--json")
    document = json.loads(done.out)
    assert document["secret"]["claims_format"] == "stringified_json"
    assert "audience" not in document["secret"]
    assert [warning["id"] for warning in document["warnings"]] == ["audience-missing"]
    assert "JSON.stringify(claims)" in document["snippet"]
    assert document["notes"]
    assert done.err == ""


@pytest.mark.parametrize("provider", list(PROVIDERS))
def test_help(provider: str) -> None:
    """Every provider has a help that names its questions."""
    done = herm("jwt-config", provider, "--help")
    assert done.code == 0
    assert all(f"--{question.name}" in done.out for question in PROVIDERS[provider].questions)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Give --hs256"),
        (("auth0",), "--domain"),
        (("auth0", "--domain", "acme"), "is not a host name"),
        (("entra", "--tenant", "common"), "is not a tenant ID"),
        (("nobody",), "No such command"),
        (("--hs256", "auth0", "--domain", "a.auth0.com"), "stand after its name"),
        (("--hs256", "--key-file", "x.pem"), "--key-file is for"),
        (("auth0", "--domain", "a.auth0.com", "--kid", "x"), "--kid chooses"),
    ],
)
def test_usage(arguments: tuple[str, ...], words: str) -> None:
    """Wrong usage is told and ends with 2."""
    done = herm("jwt-config", *arguments)
    assert done.code == 2
    assert words in " ".join(done.err.split())
    assert done.out == ""


def test_hs256() -> None:
    """Every call makes a new key."""
    first, second = (herm("jwt-config", "--hs256").out for _ in range(2))
    assert parse_jwt_secret(first).type == "HS256"
    assert json.loads(first)["key"] != json.loads(second)["key"]


@pytest.mark.parametrize(("option", "kind"), [("--rsa", "RS256"), ("--ed25519", "Ed25519")])
def test_key_pair(tmp_path: Path, option: str, kind: str) -> None:
    """The private key goes to a new file for its owner alone; the next call uses it and leaves it alone."""
    path = tmp_path / "keys" / "acme.pem"
    first = herm("jwt-config", option, "--key-file", str(path))
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    private = path.read_bytes()
    key = load_pem_private_key(private, None)
    assert json.loads(first.out) == {"type": kind, "key": public_pem(key.public_key())}  # type: ignore[arg-type]  # the two kinds made
    assert "PRIVATE" not in first.out + first.err
    assert str(path) in "".join(first.err.split("\n"))
    second = herm("jwt-config", option, "--key-file", str(path))
    assert (second.code, second.out, path.read_bytes()) == (0, first.out, private)


def test_key_file_of_another_kind(tmp_path: Path) -> None:
    """A file with something else is neither used nor overwritten."""
    path = tmp_path / "key.pem"
    path.write_bytes(private_pem(KEY))
    assert herm("jwt-config", "--ed25519", "--key-file", str(path)).code == 1
    path.write_text("my notes")
    done = herm("jwt-config", "--rsa", "--key-file", str(path))
    assert (done.code, done.out, path.read_text()) == (1, "", "my notes")
    assert "holds no private key" in done.err


def test_key_file_that_cannot_be_made(tmp_path: Path) -> None:
    """A place where no file can be is a message."""
    (tmp_path / "file").touch()
    done = herm("jwt-config", "--ed25519", "--key-file", str(tmp_path / "file" / "key.pem"))
    assert (done.code, done.out) == (1, "")
    assert "cannot be made" in done.err


def test_oidc(trusted: Server) -> None:
    """An issuer's discovery document says where its keys are, and its kind of claims is recognised."""
    done = herm("jwt-config", "oidc", "--issuer", f"{trusted.url}/realms/shop/", "--audience", "api")
    assert json.loads(done.out) == {
        "jwk_url": f"{trusted.url}/realms/shop/protocol/openid-connect/certs",
        "issuer": f"{trusted.url}/realms/shop",
        "audience": "api",
    }
    assert "$.realm_access.roles" in done.err


def test_oidc_trailing_slash(trusted: Server) -> None:
    """The issuer is written as the provider writes it, slash included."""
    done = herm("jwt-config", "oidc", "--issuer", f"{trusted.url}/slash", "--audience", "api")
    assert json.loads(done.out)["issuer"] == f"{trusted.url}/slash/"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/alias", "says that the issuer is"),
        ("/empty", "is not a discovery document"),
        ("/list", "is not a discovery document"),
        ("/none", "HTTP status 404"),
    ],
)
def test_oidc_fails(trusted: Server, path: str, words: str) -> None:
    """A discovery document that cannot be used ends in one message and no secret."""
    done = herm("jwt-config", "oidc", "--issuer", trusted.url + path)
    assert (done.code, done.out) == (1, "")
    assert words in done.err
    assert "Traceback" not in done.err


def keycloak(server: Server, realm: str, *more: str) -> tuple[str, ...]:
    """The arguments for a realm of the local Keycloak."""
    return ("jwt-config", "keycloak", "--url", server.url, "--realm", realm, "--audience", "api", *more)


@pytest.mark.parametrize(("more", "key"), [((), KEY), (("--kid", "two"), OTHER)])
def test_pem(trusted: Server, more: tuple[str, ...], key: RSAPrivateKey) -> None:
    """With --pem the first signing key, or the one asked for, stands in the secret, and this is warned of."""
    done = herm(*keycloak(trusted, "shop", "--pem", *more))
    secret = json.loads(done.out)
    assert (secret["type"], secret["key"]) == ("RS256", public_pem(key.public_key()))
    assert "jwk_url" not in secret
    assert "claims_map" in secret
    assert "key-is-pinned" in done.err


def test_pem_fails(trusted: Server) -> None:
    """A realm without signing keys, and a key ID that is not there, are messages."""
    assert "holds no public key" in herm(*keycloak(trusted, "new", "--pem")).err
    done = herm(*keycloak(trusted, "shop", "--pem", "--kid", "enc"))
    assert (done.code, done.out) == (1, "")
    assert "it has one, two" in done.err


@pytest.mark.parametrize(
    "kinds", [("--hs256", "--rsa"), ("--rsa", "--ed25519"), ("--hs256", "--rsa", "--ed25519")]
)
def test_one_key_at_a_time(kinds: tuple[str, ...], tmp_path: Path) -> None:
    """A secret holds one key: two kinds are refused before any file is made."""
    file = tmp_path / "key.pem"
    done = herm("jwt-config", *kinds, "--key-file", str(file))
    assert (done.code, file.exists()) == (2, False)
    assert "Give one of --hs256, --rsa and --ed25519" in done.err


def test_pool_of_another_region() -> None:
    """Answers that cannot both be right are refused with the option that is."""
    done = herm("jwt-config", "cognito", "--region", "eu-west-1", "--pool", "us-east-1_AbC")
    assert (done.code, done.out) == (2, "")
    assert "--region us-east-1" in done.err


@pytest.mark.parametrize("pulumi", [None, "/usr/bin/pulumi"])
def test_next_commands(pulumi: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both stacks have their line; a shell without pulumi is told how to get it."""
    monkeypatch.setattr("cli.tokens.secret_output.which", lambda _: pulumi)
    said = herm("jwt-config", "--hs256").err
    for stack in ("dev", "prod"):
        line = f"./herm jwt-config --hs256 | pulumi config set --secret herm:jwtSecret --stack {stack}"
        assert line in said.splitlines()
    assert ('eval "$(./herm shell)"' in said) is (pulumi is None)

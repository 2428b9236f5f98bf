"""Which state, passphrase and Docker engine a verb works with, whatever the shell has."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cli.paths import PASSPHRASE, PRIVATE, ROOT, STATE
from cli.stack import clone
from cli.stack import passphrase as passphrase_module
from cli.stack.engine import engine_environment
from cli.stack.passphrase import opens
from infra.problems import ProblemsError
from machine.engine import Toolchain

TOOLS = Toolchain(Path("/t/pulumi"), Path("/t"), Path("/t/home"), "built", "3.259.0")
OWN = f"{STATE.as_uri()}?metadata=skip"


@pytest.fixture(autouse=True)
def _plain_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("PULUMI_", "DOCKER_", "HERM_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    clone._say_once.cache_clear()


@pytest.fixture
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys in a thousandth of Pulumi's rounds; that its number is right shows in a salt of its own."""
    monkeypatch.setattr("cli.stack.passphrase._ITERATIONS", 1_000)


def encryptionsalt(passphrase: str) -> str:
    """What Pulumi writes into a stack's file for a passphrase."""
    salt, nonce = b"12345678", b"123456789012"
    key = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, passphrase_module._ITERATIONS)
    parts = (salt, nonce, AESGCM(key).encrypt(nonce, b"pulumi", None))
    first, second, third = (base64.b64encode(part).decode() for part in parts)
    return f"v1:{first}:v1:{second}:{third}"


@pytest.mark.parametrize(
    "foreign",
    [
        "file:///other/clone/.herm/state?metadata=skip",
        "file:///other/clone/.herm/state",
        "file:///other/with%20blank/.herm/rehearsal/pulumi/state",
        f"{(PRIVATE / 'rehearsal/pulumi/state').as_uri()}?metadata=skip",
    ],
)
def test_state_of_another_clone_or_a_rehearsal_is_not_taken(
    foreign: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A backend in somebody's private folder is named in one line, and this clone's own is used."""
    monkeypatch.setenv("PULUMI_BACKEND_URL", foreign)
    assert clone.backend() == OWN
    assert clone.backend() == OWN
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"./herm works on {ROOT}" in said


@pytest.mark.parametrize(
    "chosen", ["s3://states", "https://api.pulumi.com", "file:///srv/states", "file://~", "azblob://c?x=y"]
)
def test_backend_that_the_user_chose_is_taken(chosen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other backend is the user's word, with the credentials of the user's own login."""
    monkeypatch.setenv("PULUMI_BACKEND_URL", chosen)
    assert clone.backend() == chosen
    shared = clone.shared_environment(TOOLS)
    assert shared["PULUMI_BACKEND_URL"] == chosen
    assert shared["PULUMI_CREDENTIALS_PATH"] == str(Path.home() / ".pulumi")
    monkeypatch.setenv("PULUMI_HOME", "/my/pulumi")
    assert clone.shared_environment(TOOLS)["PULUMI_CREDENTIALS_PATH"] == "/my/pulumi"


@pytest.mark.parametrize("own", ["", OWN, STATE.as_uri()])
def test_own_state_is_no_choice(
    own: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """This clone's own shell, or an empty variable, says nothing new."""
    monkeypatch.setenv("PULUMI_BACKEND_URL", own)
    assert clone.chosen_backend() is None
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("_quick_keys")
def test_passphrase_is_recognised_by_the_salt() -> None:
    """A passphrase opens the salt that Pulumi made with it, and no other does; nonsense is no error."""
    salt = encryptionsalt("right")
    assert opens("right", salt)
    assert not opens("wrong", salt)
    for broken in ("", "v1:x", salt[:-8], "v1:!:v1:!:!"):
        assert not opens("right", broken)


def test_salt_as_pulumi_made_it() -> None:
    """A salt that the engine 3.259.0 wrote for this passphrase."""
    real = "v1:FT24obbm7Pw=:v1:LjUDL1exgvwYUyY+:wfj1TbUg0uOwUZttJP/is0TdZXsCPQ=="
    assert opens("of this test alone", real) is True


@pytest.mark.usefixtures("_quick_keys")
def test_passphrase_of_another_project_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the shell's passphrase does not open the secrets and this clone's does, that one counts."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "another project's")
    monkeypatch.setattr(clone, "_salt", lambda _: encryptionsalt("ours"))
    monkeypatch.setattr(clone, "_own_opens", lambda _: True)
    assert clone._passphrase("dev") == {
        "PULUMI_CONFIG_PASSPHRASE": None,
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(PASSPHRASE),
    }
    monkeypatch.setattr(clone, "_salt", lambda _: encryptionsalt("another project's"))
    assert clone._passphrase("dev") == {}


def test_new_dev_secrets_get_this_clones_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the shell has for other projects does not become the key to dev's first secrets; prod's may."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "for prod")
    monkeypatch.setattr(clone, "_salt", lambda _: None)
    monkeypatch.setattr(clone, "is_on_docker", lambda stack: stack == "dev")
    assert clone._passphrase("dev")["PULUMI_CONFIG_PASSPHRASE_FILE"] == str(PASSPHRASE)
    assert clone._passphrase("prod") == {}


def test_shell_keeps_a_passphrase_and_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """`./herm shell` takes no passphrase away, and tells whose shell it is."""
    assert clone.shell_environment(TOOLS)["PULUMI_CONFIG_PASSPHRASE_FILE"] == str(PASSPHRASE)
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "for prod")
    shell = clone.shell_environment(TOOLS)
    assert "PULUMI_CONFIG_PASSPHRASE" not in shell
    assert shell["HERM_CLONE"] == str(ROOT)


@pytest.mark.parametrize("name", ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
def test_engine_talks_to_itself_without_a_proxy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a proxy in any spelling this machine is an exception, beside the user's own exceptions."""
    monkeypatch.setenv(name, "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "corp.example, 10.0.0.0/8")
    expected = "corp.example,10.0.0.0/8,127.0.0.1,localhost"
    found = _environment()
    assert (found["no_proxy"], found["NO_PROXY"]) == (expected, expected)


def test_without_a_proxy_nothing_is_set() -> None:
    """No proxy, no exceptions."""
    assert "no_proxy" not in _environment()


def test_logs_of_the_engine_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine removes its oldest logs beyond 20 MB, or beyond what the user says."""
    name = "PULUMI_LOG_ROTATION_MAX_TOTAL_MB"
    monkeypatch.delenv(name, raising=False)
    assert _environment()[name] == "20"
    monkeypatch.setenv(name, "100")
    assert _environment()[name] == "100"


def _environment() -> dict[str, str | None]:
    here = Path("/")
    return engine_environment(TOOLS, home=here, backend="file:///", passphrase_file=here, python=here)


@pytest.fixture
def docker_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A double of the docker client, which knows two contexts; `secure` needs certificates."""
    client = tmp_path / "docker"
    client.write_text(
        """#!/bin/sh
case "$*" in
    *TLSMaterial*) [ "$3" = secure ] && echo 1 || echo 0 ;;
    *Endpoints*) echo "unix:///run/$3.sock" ;;
esac
""",
        encoding="utf-8",
    )
    client.chmod(client.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return client


@pytest.mark.usefixtures("docker_client")
def test_provider_gets_the_contexts_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider knows no contexts: it gets the address of the engine that the client talks to."""
    for context, host in (("default", None), ("colima", "unix:///run/colima.sock")):
        monkeypatch.setenv("DOCKER_CONTEXT", context)
        shared = clone.shared_environment(TOOLS)
        assert (shared["DOCKER_HOST"], shared["DOCKER_CONTEXT"]) == (host, None)
    monkeypatch.setenv("DOCKER_HOST", "tcp://10.0.0.1:2375")
    assert clone.shared_environment(TOOLS)["DOCKER_HOST"] == "tcp://10.0.0.1:2375"


@pytest.mark.usefixtures("docker_client")
def test_context_with_certificates_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider would not find a context's certificates; the variables that name them are told."""
    monkeypatch.setenv("DOCKER_CONTEXT", "secure")
    with pytest.raises(ProblemsError, match="DOCKER_CERT_PATH"):
        clone.shared_environment(TOOLS)

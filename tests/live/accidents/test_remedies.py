"""Messages with commands: each is met in the situation that prints it, and the command is run literally."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.clones import Clone
from tests.support.environments import give_environment

Damage = Callable[[Path], None]


@pytest.fixture
def file(clone: Clone) -> Iterator[Path]:
    """The stack's file, which is put back as it was."""
    path = clone.folder / "Pulumi.dev.yaml"
    good = path.read_text(encoding="utf-8")
    yield path
    path.write_text(good, encoding="utf-8")


def remedies(text: str) -> list[str]:
    """The commands that a message gives: its indented lines that begin with a program."""
    lines = (line.strip() for line in text.splitlines() if line.startswith("    "))
    return [line for line in lines if re.match(r'(pulumi|docker|\./herm|"\$\{EDITOR)', line)]


def run_remedy(clone: Clone, command: str) -> subprocess.CompletedProcess[str]:
    """Run a printed command in a shell that knows plain pulumi."""
    script = f'eval "$(./herm shell)"; {command}'
    return subprocess.run(
        ["sh", "-c", script],
        cwd=clone.folder,
        env=clone.environment(EDITOR="cat >/dev/null; echo opened"),
        input="a-new-secret-value-1234",
        capture_output=True,
        text=True,
        check=False,
    )


def lose_passphrase(folder: Path) -> None:
    """The key to the secrets is gone."""
    (folder / ".herm/passphrase").unlink()


def change_passphrase(folder: Path) -> None:
    """The key is that of another clone."""
    (folder / ".herm/passphrase").write_text("another", encoding="utf-8")


def break_ciphertext(folder: Path) -> None:
    """A few characters of a secret were changed."""
    path = folder / "Pulumi.dev.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(secure: v1:[^:]+:)....", r"\1AAAA", text, count=1), encoding="utf-8")


@pytest.mark.parametrize("damage", [lose_passphrase, change_passphrase, break_ciphertext])
def test_unreadable_secrets_are_made_anew_and_the_data_stays(clone: Clone, damage: Damage) -> None:
    """Passphrase lost or wrong, ciphertext damaged: one printed command, and all is well."""
    clone.sql("CREATE TABLE IF NOT EXISTS kept (word text)")
    damage(clone.folder)
    done = clone.herm("up", check=False)
    assert done.returncode == 1
    assert clone.herm("token", "mint", "--role", "user", check=False).returncode == 1
    command = remedies(done.stderr)[0]
    assert command == "./herm up --new-secrets"
    assert run_remedy(clone, command).returncode == 0
    assert clone.herm("status").returncode == 0
    assert clone.sql("SELECT to_regclass('kept') IS NOT NULL") == "t"
    assert clone.config("dockerName") == clone.name


def test_a_wrong_passphrase_is_no_success(clone: Clone) -> None:
    """Status and parity do not end with 0 when the secrets of this very clone cannot be read."""
    passphrase = clone.folder / ".herm/passphrase"
    good = passphrase.read_text(encoding="utf-8")
    try:
        change_passphrase(clone.folder)
        assert clone.herm("status", check=False).returncode == 1
        done = clone.herm("parity", check=False)
        assert done.returncode == 1
        assert ".herm/passphrase is not the one" in done.stderr
    finally:
        passphrase.write_text(good, encoding="utf-8")


def test_a_passphrase_of_the_shell_that_is_wrong_is_named(clone: Clone, tmp_path: Path) -> None:
    """The variable that misleads is named, with the command that takes it away."""
    copy = tmp_path / "copy"
    shutil.copytree(clone.folder, copy, symlinks=True, ignore=shutil.ignore_patterns("passphrase", ".venv"))
    give_environment(copy)
    done = subprocess.run(
        ["./herm", "open", "--secret"],
        cwd=copy,
        env=clone.environment(PULUMI_CONFIG_PASSPHRASE="wrong"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "unset PULUMI_CONFIG_PASSPHRASE" in done.stderr


def test_broken_yaml_is_opened_at_its_line_and_shows_no_secret(clone: Clone, file: Path) -> None:
    """The message names the line and does not quote it; the command opens an editor there."""
    file.write_text("config:\n  herm:adminSecret: hush-hush: [1\n", encoding="utf-8")
    done = clone.herm("up", check=False)
    assert done.returncode == 1
    assert "Pulumi.dev.yaml, line 2: is not YAML" in done.stderr
    assert "hush" not in done.stderr
    command = remedies(done.stderr)[0]
    assert command == '"${EDITOR:-vi}" +2 Pulumi.dev.yaml'
    editor = clone.folder / ".herm/editor"
    editor.write_text('#!/bin/sh\necho "$@" > .herm/edited\n', encoding="utf-8")
    editor.chmod(0o755)
    subprocess.run(
        ["sh", "-c", command], cwd=clone.folder, env=clone.environment(EDITOR=str(editor)), check=True
    )
    assert (clone.folder / ".herm/edited").read_text(encoding="utf-8") == "+2 Pulumi.dev.yaml\n"


def test_a_secret_in_plain_text_is_refused(clone: Clone, file: Path) -> None:
    """A secret that was written into the file by hand stops the run; the printed command stores it well."""
    text = file.read_text(encoding="utf-8")
    plain = re.sub(r"herm:adminSecret:\n\s+secure: \S+", "herm:adminSecret: typed-by-hand-1234", text)
    file.write_text(plain, encoding="utf-8")
    done = clone.herm("up", check=False)
    assert done.returncode == 1
    assert "plain text" in done.stderr
    assert "typed-by-hand" not in done.stderr
    command = remedies(done.stderr)[0]
    assert command == "pulumi config set --secret herm:adminSecret --stack dev"
    assert run_remedy(clone, command).returncode == 0
    assert clone.herm("open", "--secret").stdout.strip() == "a-new-secret-value-1234"


def test_a_secret_variable_in_plain_text_is_refused(clone: Clone, file: Path) -> None:
    """So is one that was set without --secret beside another that is encrypted, by plain Pulumi as well."""
    for number, name in enumerate(("ACTION_KEY", "OTHER_KEY")):
        path = ("--path", f"herm:otherVariables[{number}]", "--stack", "dev")
        clone.pulumi("config", "set", *path, name)
    encrypted, typed = (
        ("--path", f"herm:secretEnvironment.{name}", "--stack", "dev") for name in ("ACTION_KEY", "OTHER_KEY")
    )
    clone.pulumi("config", "set", "--secret", *encrypted, stdin="an-action-key-1234")
    clone.pulumi("config", "set", "--plaintext", *typed, "typed-in-plain-text-1234")
    plain = clone.pulumi("preview", "--stack", "dev", check=False)
    done = clone.herm("up", check=False)
    for refused in (plain.stdout, done.stderr):
        assert "herm:secretEnvironment.OTHER_KEY: is stored in plain text" in refused
        assert "typed-in-plain-text" not in refused
    assert (done.returncode, plain.returncode != 0) == (1, True)
    [command] = remedies(done.stderr)
    assert command == "pulumi config set --secret --path 'herm:secretEnvironment.OTHER_KEY' --stack dev"
    assert run_remedy(clone, command).returncode == 0
    clone.pulumi("preview", "--stack", "dev")
    assert "typed-in-plain-text" not in file.read_text(encoding="utf-8")


def test_no_stack_yet_is_made_by_the_printed_command(tmp_path: Path) -> None:
    """A verb that needs the stack in a fresh clone says what makes it."""
    fresh = Clone(tmp_path / "fresh", ready=True)
    for verb in (
        ("token", "mint", "--role", "user"),
        ("open", "--secret"),
        ("jwt", "check", "--stack", "dev"),
    ):
        done = fresh.herm(*verb, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert remedies(done.stderr)[0] == "./herm up"
    prod = fresh.herm("jwt", "check", "--stack", "prod", check=False)
    assert remedies(prod.stderr)[0] == "pulumi stack init prod"


@pytest.mark.parametrize("content", ["", "{", "cut", "[]"])
def test_a_damaged_state_is_healed(clone: Clone, content: str) -> None:
    """An empty, cut or foreign state file: `./herm status` names it, `./herm up` goes on with the copy."""
    before = clone.identities()
    state = clone.folder / ".herm/state/.pulumi/stacks/herm/dev.json"
    state.write_text(
        state.read_text(encoding="utf-8")[:300] if content == "cut" else content, encoding="utf-8"
    )
    status = clone.herm("status", check=False)
    assert status.returncode == 1
    assert f"damaged: {state}" in status.stdout
    done = clone.herm("up")
    assert "is damaged" in done.stderr
    assert clone.herm("status").returncode == 0
    assert clone.identities()["postgres"] == before["postgres"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x", "hostname": "y"}'])
def test_a_lock_that_nobody_can_read_is_taken_away(clone: Clone, content: str) -> None:
    """What a full disk left of a lock stops nobody."""
    folder = clone.folder / ".herm/state/.pulumi/locks/organization/herm/dev"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "0000.json").write_text(content, encoding="utf-8")
    clone.herm("up")
    assert not list(folder.glob("*.json"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("herm:hasuraPort=abc", "has to be a whole number"),
        ("herm:hasuraPort=99999999999999999999", "has to be a whole number"),
        ("herm:dockerName=--volumes", "Docker takes small letters"),
        ("herm:unauthorizedRole=[red]x[/nope]:x:", ""),
    ],
)
def test_a_setting_is_judged_before_it_is_stored(
    clone: Clone, file: Path, change: str, expected: str
) -> None:
    """A wrong value given with --config is refused, and nothing of it stays; containers run on."""
    good, before = file.read_text(encoding="utf-8"), clone.identities()
    done = clone.herm("up", "--config", change, check=not expected)
    if not expected:
        assert clone.config("unauthorizedRole") == "[red]x[/nope]:x:"
        return
    assert done.returncode == 1
    assert expected in done.stderr
    assert file.read_text(encoding="utf-8") == good
    assert clone.identities() == before


def test_waiting_ends_when_a_container_gives_up(clone: Clone, file: Path) -> None:
    """A container that ends at each start is not waited for; its setting is not kept."""
    good = file.read_text(encoding="utf-8")
    # PostgreSQL's image ends at once where Hasura's is expected: it has no such program.
    image = clone.pulumi("config", "get", "herm:postgresImage", "--stack", "dev").stdout.strip()
    done = clone.herm("up", "--config", f"herm:hasuraImage={image}", check=False)
    assert done.returncode == 1
    assert f"container {clone.name}-hasura: is ending again and again" in done.stderr
    assert done.stderr.count("graphql-engine: not found") == 1
    assert file.read_text(encoding="utf-8") == good
    command = next(line for line in remedies(done.stderr.replace("the whole log: ", "")) if "logs" in line)
    assert "graphql-engine: not found" in run_remedy(clone, command).stderr
    clone.herm("up")
    assert clone.herm("status").returncode == 0

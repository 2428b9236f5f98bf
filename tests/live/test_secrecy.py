"""No secret of the stack's is readable anywhere: state, history, output, arguments, files, images."""

from __future__ import annotations

import json
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.arguments import watched_arguments
from tests.support.clones import Clone


@pytest.fixture
def secrets(clone: Clone) -> list[str]:
    """Every secret value of the stack, as it would stand in a text."""
    passphrase = (clone.folder / ".herm/passphrase").read_text(encoding="utf-8").strip()
    return [*_values(clone), passphrase]


def _values(clone: Clone) -> list[str]:
    """Those that settings hold."""
    settings = clone.settings()
    return [json.loads(settings["jwtSecret"])["key"], settings["adminSecret"], settings["databasePassword"]]


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file below a folder as text."""
    for path in folder.rglob("*"):
        if path.is_file() and ".venv" not in path.parts:
            yield path, path.read_bytes().decode("utf-8", "replace")


def test_no_file_of_the_clone_holds_a_secret_in_plain_text(clone: Clone, secrets: list[str]) -> None:
    """State, history, backups and stack file hold ciphertext only; the passphrase has its own file."""
    searched = 0
    for path, text in texts(clone.folder):
        searched += 1
        found = [secret for secret in secrets if secret in text]
        if path != clone.folder / ".herm/passphrase":
            assert not found, path
    assert searched > 100


def test_private_files_are_their_owners_only(clone: Clone) -> None:
    """Other users of the machine can read neither the state nor the passphrase."""
    private = clone.folder / ".herm"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert stat.S_IMODE((private / "passphrase").stat().st_mode) == 0o600


def test_no_secret_in_output(clone: Clone, secrets: list[str]) -> None:
    """Neither herm nor plain pulumi prints a secret, not even in the most talkative forms."""
    runs = [
        clone.herm("up", "--json"),
        clone.herm("status", "--json"),
        clone.herm("parity", check=False),
        clone.herm("shell"),
        clone.pulumi("preview", "--stack", "dev", "--diff", "--non-interactive"),
        clone.pulumi("preview", "--stack", "dev", "--json", "--non-interactive"),
        clone.pulumi("stack", "export", "--stack", "dev"),
        clone.pulumi("stack", "output", "--json", "--stack", "dev"),
    ]
    for done in runs:
        for secret in secrets:
            assert secret not in done.stdout + done.stderr, done.args


def test_no_secret_in_process_arguments(clone: Clone) -> None:
    """While secrets are made, set, used and rotated, `ps` shows none of them."""
    with watched_arguments() as seen:
        file = clone.folder / "Pulumi.dev.yaml"
        kept = file.read_text(encoding="utf-8").splitlines()
        start = kept.index("  herm:adminSecret:")
        file.write_text("\n".join(kept[:start] + kept[start + 2 :]) + "\n", encoding="utf-8")
        clone.herm("up")
        clone.herm("token", "mint", "--stack", "dev", "--role", "user")
    values = _values(clone)
    assert any("pulumi" in arguments for arguments in seen)
    for arguments in seen:
        for value in values:
            assert value not in arguments


def test_no_secret_in_an_images_layers(clone: Clone, secrets: list[str]) -> None:
    """The images know nothing of the stack that they run in."""
    for role in ("hasura", "postgres"):
        image = clone.container(role)["Image"]
        process = subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE)
        assert process.stdout is not None
        tail = b""
        while chunk := process.stdout.read(1 << 20):
            block = tail + chunk
            for secret in secrets:
                assert secret.encode() not in block, role
            tail = block[-200:]
        assert process.wait() == 0

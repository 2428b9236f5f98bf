"""`./herm env`: the env file with which Hasura's command line reaches a stack."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from cli.compose.env_file import read_env_text
from infra.config.settings import Settings
from tests.support.configurations import GOOD, dev_settings, prod_settings
from tests.unit.cli.verbs import Done, herm


@pytest.fixture(autouse=True)
def root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A repository with a stack dev and a stack prod, in which the user stands."""
    found = {"dev": dev_settings(hasuraPort="9081"), "prod": prod_settings()}

    def settings(stack: str) -> Settings:
        return found[stack]

    monkeypatch.setattr("cli.verbs.hasura.env.settings", settings)
    monkeypatch.setattr("cli.verbs.hasura.env.ROOT", tmp_path)
    monkeypatch.setattr("cli.project.locate.ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("HASURA_GRAPHQL_")]:
        monkeypatch.delenv(name)
    git(tmp_path, "init", "-q")
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    """What git says."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_file_has_what_the_command_line_needs_and_is_private(root: Path) -> None:
    """Root address and admin secret; nobody else reads the file, and no value is printed."""
    done = herm("env", "--stack", "dev")
    file = root / done.out.strip()
    assert done.code == 0
    assert file == root / ".env/hasura.dev.env"
    assert read_env_text(file.read_text(), lambda _: None) == {
        "HASURA_GRAPHQL_ENDPOINT": "http://localhost:9081",
        "HASURA_GRAPHQL_ADMIN_SECRET": GOOD["adminSecret"],
        "HASURA_GRAPHQL_ENABLE_TELEMETRY": "false",
        "HASURA_GRAPHQL_SHOW_UPDATE_NOTIFICATION": "false",
    }
    assert file.stat().st_mode & 0o777 == 0o600
    assert GOOD["adminSecret"] not in done.out + done.err
    assert "HASURA_GRAPHQL_ADMIN_SECRET" in done.err


def test_each_stack_has_a_file_of_its_own(root: Path) -> None:
    """Prod's file has prod's address, and dev's stays."""
    herm("env")
    herm("env", "--stack", "prod")
    assert sorted(path.name for path in (root / ".env").glob("*.env")) == [
        "hasura.dev.env",
        "hasura.prod.env",
    ]
    assert "https://hermapi.azurewebsites.net" in (root / ".env/hasura.prod.env").read_text()


def test_project_gets_the_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the stack has a project, the file is there, so that --envfile finds it."""
    (root / "api").mkdir()
    monkeypatch.setattr("cli.verbs.hasura.env.settings", lambda _: dev_settings(project="api"))
    assert herm("env").out.strip() == "api/.env/hasura.dev.env"


def test_git_overlooks_the_folder(root: Path) -> None:
    """After the file is written git shows nothing new, whatever the repository's .gitignore says."""
    herm("env")
    assert git(root, "status", "--porcelain") == ""


def test_file_in_git_is_refused_until_the_printed_command(root: Path) -> None:
    """A file that git keeps gets no secret; the command that is printed takes it out of git."""
    (root / ".env").mkdir()
    file = root / ".env/hasura.dev.env"
    file.write_text("A=1\n")
    git(root, "add", "-A")
    done = herm("env")
    assert (done.code, file.read_text()) == (1, "A=1\n")
    run_remedy(root, done)
    assert herm("env").code == 0
    assert git(root, "status", "--porcelain") == ""


def test_file_in_the_place_of_the_folder_is_moved_by_the_printed_command(root: Path) -> None:
    """A file named .env is the user's: it is named with what moves it."""
    (root / ".env").write_text("A=1\n")
    run_remedy(root, herm("env"))
    assert herm("env").code == 0
    assert (root / "env.old").read_text() == "A=1\n"


def run_remedy(folder: Path, done: Done) -> None:
    """Type the command of the only problem into a shell."""
    assert done.code == 1
    [command] = re.findall(r"^    (.*)$", done.err, re.MULTILINE)
    subprocess.run(shlex.split(command), cwd=folder, capture_output=True, check=True)


def test_variables_that_would_win_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the shell wins over an env file without a word of Hasura's, so herm says it."""
    assert "unset" not in herm("env").err
    monkeypatch.setenv("HASURA_GRAPHQL_ENDPOINT", "https://of-prod.example.com")
    assert "unset HASURA_GRAPHQL_ENDPOINT" in herm("env").err

"""`./herm hasura` and `./herm console`, with doubles of Hasura's command line and of docker on PATH."""

from __future__ import annotations

import json
import os
import shlex
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cli.hasura.version import version_of, version_said
from cli.verbs.hasura import command, console
from infra.config.settings import Settings
from tests.support.commands import of_page
from tests.support.configurations import GOOD, dev_settings, prod_settings
from tests.support.paths import ROOT
from tests.unit.cli.verbs import herm

VERSION = "v2.50.3"

# Says its version; else notes its arguments, folder and environment, and ends with code 3.
HASURA = """
import json, os, sys
if sys.argv[1] == "version":
    print('{"level":"info","msg":"hasura cli","version":"@version@"}', file=sys.stderr)
    sys.exit()
note = {"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}
open("@note@", "w").write(json.dumps(note))
sys.exit(3)
"""

# Has an image or not; pulls none; notes what it would run.
DOCKER = """
import json, os, sys
if sys.argv[1:3] == ["image", "inspect"]:
    sys.exit(@inspect@)
if sys.argv[1] == "pull":
    print("Error response from daemon: dial tcp: lookup registry-1.docker.io: no such host")
    sys.exit(1)
note = {"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}
open("@note@", "w").write(json.dumps(note))
sys.exit(4)
"""


@dataclass(frozen=True)
class Machine:
    """A machine with nothing of Hasura's, and a project in it."""

    bin: Path
    note: Path
    project: Path

    def has(self, name: str, program: str, **values: str) -> None:
        """Put a double on PATH."""
        for word, value in {"note": str(self.note), **values}.items():
            program = program.replace(f"@{word}@", value)
        file = self.bin / name
        file.write_text(f"#!{sys.executable} -I\n{program}")
        file.chmod(0o755)

    def noted(self) -> dict[str, Any]:
        """What the double that was run has noted."""
        noted: dict[str, Any] = json.loads(self.note.read_text())
        return noted


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The machine, whose shell has a variable that leads to prod."""
    found = Machine(tmp_path / "bin", tmp_path / "note.json", tmp_path / "project")
    found.bin.mkdir()
    found.project.mkdir()
    (found.project / "config.yaml").write_text("version: 3\n")
    stacks = {
        "dev": dev_settings(project=str(found.project)),
        "prod": prod_settings(project=str(found.project)),
    }
    for verb in (command, console):
        monkeypatch.setattr(verb, "settings", stacks.__getitem__)
    monkeypatch.setenv("PATH", str(found.bin))
    monkeypatch.setenv("HASURA_GRAPHQL_ENDPOINT", "https://of-prod.example.com")
    monkeypatch.setenv("HASURA_GRAPHQL_MIGRATIONS_DIR", "/elsewhere")
    return found


def test_program_on_path(machine: Machine) -> None:
    """It runs in the project with the stack's connection, nothing inherited; its exit code is told."""
    machine.has("hasura", HASURA, version=VERSION)
    done = herm("hasura", "migrate", "apply", "--up", "2", "--database-name", "default")
    assert done.code == 3
    noted = machine.noted()
    assert noted["arguments"] == ["migrate", "apply", "--up", "2", "--database-name", "default"]
    assert noted["folder"] == str(machine.project)
    environment = noted["environment"]
    assert environment["HASURA_GRAPHQL_ENDPOINT"] == "http://localhost:8080"
    assert environment["HASURA_GRAPHQL_ADMIN_SECRET"] == GOOD["adminSecret"]
    assert "HASURA_GRAPHQL_MIGRATIONS_DIR" not in environment
    assert environment["PATH"] == str(machine.bin)


def test_stack_is_chosen_before_the_arguments(machine: Machine) -> None:
    """Options of herm's stand before the arguments; what stands behind is the command line's."""
    machine.has("hasura-cli", HASURA, version=VERSION)
    herm("hasura", "--stack", "prod", "metadata", "export", "--stack", "x")
    assert machine.noted()["environment"]["HASURA_GRAPHQL_ENDPOINT"] == "https://hermapi.azurewebsites.net"
    assert machine.noted()["arguments"] == ["metadata", "export", "--stack", "x"]


def option(arguments: list[str], name: str) -> list[str]:
    """Each value of an option."""
    return [value for word, value in pairwise(arguments) if word == name]


def test_image(machine: Machine) -> None:
    """Of another version on PATH, the image is taken: as this user, in the stack's network."""
    machine.has("hasura", HASURA, version="v2.3.0")
    machine.has("docker", DOCKER, inspect="0")
    assert herm("hasura", "metadata", "apply").code == 4
    arguments = machine.noted()["arguments"]
    assert arguments[-3:] == [f"hasura/graphql-engine:{VERSION}.cli-migrations-v3", "metadata", "apply"]
    assert option(arguments, "--user") == [f"{os.getuid()}:{os.getgid()}"]
    assert option(arguments, "--network") == ["herm-dev"]
    assert option(arguments, "--volume") == [f"{machine.project}:{machine.project}"]
    assert option(arguments, "--publish") == []
    assert "HASURA_GRAPHQL_ADMIN_SECRET" in option(arguments, "--env")
    assert GOOD["adminSecret"] not in " ".join(arguments)
    environment = machine.noted()["environment"]
    assert environment["HASURA_GRAPHQL_ADMIN_SECRET"] == GOOD["adminSecret"]
    assert environment["HASURA_GRAPHQL_ENDPOINT"] == "http://hasura:8080"


def test_console_is_for_this_machine_alone(machine: Machine) -> None:
    """On PATH it listens on 127.0.0.1; in a container its ports are published there and nowhere else."""
    machine.has("docker", DOCKER, inspect="0")
    assert herm("console").code == 4
    arguments = machine.noted()["arguments"]
    assert option(arguments, "--publish") == ["127.0.0.1:9695:9695", "127.0.0.1:9693:9693"]
    assert option(arguments, "--console-hge-endpoint") == ["http://localhost:8080"]
    machine.has("hasura", HASURA, version=VERSION)
    done = herm("console")
    assert done.code == 3
    assert option(machine.noted()["arguments"], "--address") == ["127.0.0.1"]
    assert "http://localhost:9695" in done.err


@pytest.mark.parametrize("verb", [("console",), ("hasura", "migrate", "status")])
def test_neither_can_be_had(machine: Machine, verb: tuple[str, ...]) -> None:
    """One message: why each way failed, and where queries can be typed all the same."""
    machine.has("hasura", HASURA, version="v2.3.0")
    machine.has("docker", DOCKER, inspect="1")
    done = herm(*verb)
    assert done.code == 1
    assert done.err.count("error ") == 1
    assert f"Hasura's command line {VERSION}" in done.err
    assert "hasura is v2.3.0" in done.err
    assert "cannot be reached" in done.err
    assert "http://localhost:8080/console" in done.err
    assert not machine.note.exists()


@pytest.mark.parametrize(
    "arguments",
    [("--admin-secret", "x"), ("--endpoint=http://x",), ("metadata", "apply", "--admin-secret=x")],
)
def test_what_comes_from_the_stack_is_no_argument(machine: Machine, arguments: tuple[str, ...]) -> None:
    """An address or a secret among the arguments is refused, with the option that chooses the stack."""
    machine.has("hasura", HASURA, version=VERSION)
    done = herm("hasura", "metadata", *arguments)
    assert (done.code, "--stack" in done.err, machine.note.exists()) == (2, True, False)


def test_console_has_a_verb_of_its_own() -> None:
    """`./herm hasura console` would not be reached in a container, and is told where it is."""
    done = herm("hasura", "console")
    assert (done.code, "./herm console" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("image", "version"),
    [
        ("hasura/graphql-engine:v2.50.3@sha256:0", "v2.50.3"),
        ("r.azurecr.io:5000/hasura/graphql-engine:v2.36.0-ce.ubuntu@sha256:0", "v2.36.0"),
        ("hasura/graphql-engine:v2.50.0-beta.1@sha256:0", "v2.50.0-beta.1"),
        ("hasura/graphql-engine:latest@sha256:0", None),
        ("herm/hasura-stand-in:0123", VERSION),
    ],
)
def test_version_of_a_stack(image: str, version: str | None) -> None:
    """It is the tag's; of the stand-in, that which it answers as."""
    assert version_of(dev_settings(hasuraImage=image)) == version


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("INFO hasura cli                                    version=v2.50.3\n", VERSION),
        ('{"level":"info","msg":"hasura cli","version":"v2.50.3"}', VERSION),
        ("zsh: command not found", None),
    ],
)
def test_version_that_a_program_says(said: str, version: str | None) -> None:
    """In both forms in which it is written."""
    assert version_said(said) == version


def test_commands_of_page_and_help(machine: Machine) -> None:
    """Each command of docs/hasura-cli.md and of the help reaches the command line, but for alice."""
    machine.has("hasura", HASURA, version=VERSION)
    helps = (command.EXAMPLES + console.EXAMPLES).splitlines()
    lines = [*of_page(ROOT / "docs/hasura-cli.md"), *(line.strip() for line in helps)]
    typed = [line for line in lines if line.startswith(("./herm hasura", "./herm console"))]
    assert len(typed) == 8
    for line in typed:
        assert herm(*shlex.split(line.replace("alice", "dev"))[1:]).code == 3, line


def settings_of(_: str) -> Settings:
    """A stack whose image says no version."""
    return dev_settings(hasuraImage=f"hasura/graphql-engine:latest@sha256:{'0' * 64}", project="/")


def test_image_without_a_version(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the stack's version cannot be told, no other version is taken for it."""
    machine.has("hasura", HASURA, version=VERSION)
    machine.has("docker", DOCKER, inspect="0")
    monkeypatch.setattr(command, "settings", settings_of)
    done = herm("hasura", "metadata", "diff")
    assert (done.code, "says none" in done.err) == (1, True)

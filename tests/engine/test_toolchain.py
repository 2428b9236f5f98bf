"""The real engine and the real Docker plugin, as `./herm up` gets them, run Python programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.stack.engine import Engine, engine_environment
from machine import engine
from machine.engine import Toolchain
from machine.engine.manifest import pinned
from tests.support.answering_engine import answering_engine

_PROJECT = "name: probe\nruntime: python\n"
_NETWORK = """
import pulumi
import pulumi_docker as docker
network = docker.Network("net", name="herm-test-probe")
pulumi.export("driver", network.driver)
"""


@pytest.fixture(scope="module")
def tools() -> Toolchain:
    """Engine and plugin; on a fresh machine this downloads or builds them."""
    return engine.ensure(lambda line: print(line, file=sys.stderr, flush=True))


class Program:
    """A Pulumi program with a state of its own."""

    def __init__(self, folder: Path, tools: Toolchain, docker: str) -> None:
        self.folder = folder
        (folder / "Pulumi.yaml").write_text(_PROJECT)
        (folder / "state").mkdir()
        (folder / "passphrase").write_text("probe")
        environment = engine_environment(
            tools,
            home=tools.pulumi_home,
            backend=(folder / "state").as_uri(),
            passphrase_file=folder / "passphrase",
            python=Path(sys.prefix),
        )
        self._engine = Engine(folder, {**environment, "DOCKER_HOST": docker})
        self.pulumi("stack", "init", "probe")

    def pulumi(self, *arguments: str) -> str:
        """What `pulumi` prints; it has to succeed."""
        done = self._engine.attempt(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def preview(self, program: str) -> list[dict[str, Any]]:
        """The steps that the engine would take for a program."""
        (self.folder / "__main__.py").write_text(program)
        steps: list[dict[str, Any]] = json.loads(self.pulumi("preview", "--json"))["steps"]
        return steps


@pytest.fixture
def program(tmp_path: Path, tools: Toolchain) -> Iterator[Program]:
    """An empty project with a stack, beside a Docker that is there and has nothing."""
    with answering_engine() as docker:
        yield Program(tmp_path, tools, docker)


def test_engine_is_new_enough(tools: Toolchain, program: Program) -> None:
    """The engine on PATH is the toolchain's, and tells the version that the toolchain tells."""
    assert program.pulumi("version").strip().removeprefix("v") == tools.version
    assert tools.origin == "path" or tools.version == pinned().engine.version


def test_empty_program_runs(program: Program) -> None:
    """Engine and language host run a Python program."""
    assert [step["op"] for step in program.preview("")] == ["create"]


def test_output_of_a_program_comes_back(program: Program) -> None:
    """A program that is brought up leaves its outputs in the state."""
    (program.folder / "__main__.py").write_text(
        "import pulumi\npulumi.export('answer', pulumi.Output.secret(42))\n"
    )
    program.pulumi("up", "--yes", "--skip-preview")
    assert json.loads(program.pulumi("stack", "output", "--json", "--show-secrets")) == {"answer": 42}
    assert json.loads(program.pulumi("stack", "output", "--json")) == {"answer": "[secret]"}


def test_docker_program_is_previewed_without_docker(program: Program) -> None:
    """The Docker plugin starts, checks a resource and previews it, asking Docker only whether it is there."""
    network = program.preview(_NETWORK)[-1]["newState"]
    assert network["type"] == "docker:index/network:Network"
    assert network["inputs"]["name"] == "herm-test-probe"


def test_plugins_are_docker_alone(program: Program) -> None:
    """PULUMI_HOME holds the pinned Docker plugin, and nothing of Azure's."""
    plugins = json.loads(program.pulumi("plugin", "ls", "--json"))
    assert [(plugin["name"], plugin["version"]) for plugin in plugins] == [
        ("docker", pinned().docker.version)
    ]


def test_found_at_once(tools: Toolchain) -> None:
    """With everything there, another run finds the same and reports no step."""
    said: list[str] = []
    assert engine.find() == engine.ensure(said.append) == tools
    assert said == []

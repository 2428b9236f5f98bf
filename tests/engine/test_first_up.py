"""The first `./herm up` of a machine: Docker first, and images beside the making of what runs the program."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clones import Clone
from tests.support.new_machine import NewMachine
from tests.support.processes import gone, wait_for

pytestmark = pytest.mark.timeout(300)  # runs that wait for what does not come are the fault looked for

_OWN = f"example.org/own/hasura:1@sha256:{'a' * 64}"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone whose environment is there."""
    return Clone(tmp_path_factory.mktemp("first") / "clone", ready=True)


@pytest.fixture
def machine(clone: Clone, tmp_path: Path) -> Iterator[NewMachine]:
    """A machine for one test."""
    made = NewMachine(clone, tmp_path)
    yield made
    made.close()


def test_docker_is_asked_before_anything_is_built(machine: NewMachine) -> None:
    """Whoever cannot have Docker learns so at once, not after minutes of compiling."""
    machine.tell("silent")
    machine.variables["DOCKER_HOST"] = "tcp://127.0.0.1:9"
    said = machine.up()
    assert "error DOCKER_HOST: no Docker engine answers at tcp://127.0.0.1:9" in said
    assert "Pulumi's engine" not in said
    assert not (machine.notes / "asked").exists()
    assert not machine.pulled()


def test_base_images_are_made_while_the_toolchain_is(machine: NewMachine) -> None:
    """Both are pulled before the build goes on, told in lines of their own, and found by the later step."""
    machine.tell("block")
    run = machine.start()
    wait_for(lambda: (machine.notes / "docker").exists() and len(machine.pulled()) == 2)
    machine.pid("pid")
    machine.untell("block")
    said, _ = run.communicate()
    assert len(machine.pulled()) == 2
    early, _, later = said.partition("+ Pulumi's engine and plugins (")
    assert [line for line in early.splitlines() if "docker pull" in line] == [
        f"  Container images: docker pull {image}" for image in machine.pulled()
    ]
    assert "  Pulumi's engine and plugins: pulumi-resource-docker: fetched 1 modules of source code" in early
    assert "+ Container images (" in later
    assert "docker pull" not in later


def test_an_image_from_config_is_the_one_that_is_made(machine: NewMachine) -> None:
    """A setting that the run is asked to store counts at once, and the image that it replaces does not."""
    machine.tell("block")
    run = machine.start("--config", f"herm:hasuraImage={_OWN}")
    wait_for(lambda: (machine.notes / "docker").exists() and len(machine.pulled()) == 2)
    os.killpg(run.pid, signal.SIGINT)
    run.communicate()
    own, postgres = machine.pulled()
    assert own == _OWN
    assert postgres.startswith("postgres:")


def test_a_failing_early_image_changes_nothing_of_what_the_later_step_says(machine: NewMachine) -> None:
    """The step that needs the image tells why there is none, in the same words as without an early try."""
    machine.tell("refuse")
    option = ("--config", f"herm:hasuraImage={_OWN}")
    tried, again = (machine.up(*option) for _ in range(2))
    assert machine.pulled() == [_OWN] * 3
    assert "+ Pulumi's engine and plugins (" in tried
    assert "the resource is denied" not in tried.partition("x Container images")[0]
    assert f"error {_OWN}: cannot be pulled: denied: requested access" in tried
    assert tried.partition("error")[2] == again.partition("error")[2]


def test_settings_that_will_be_refused_begin_no_image(machine: NewMachine) -> None:
    """An image that the stack cannot have is not asked for, and why it cannot is told where it always is."""
    said = machine.up("--config", f"herm:hasuraImage={_OWN.partition('@')[0]}")
    assert not machine.pulled()
    assert "+ Stack dev and its secrets" in said.partition("error herm:hasuraImage: ")[0]
    assert "which has no digest" in said


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_both(machine: NewMachine, sign: signal.Signals) -> None:
    """Neither the build nor the images go on, the run says how to go on, and the next one does."""
    machine.tell("block", "hold")
    run = machine.start()
    go, docker = machine.pid("pid"), machine.pid("pulling")
    os.killpg(run.pid, sign)
    said, _ = run.communicate()
    assert run.returncode == 130
    assert "run the same command again to go on" in said
    assert gone(go)
    wait_for(lambda: gone(docker))
    assert not list((machine.cache / "herm" / "toolchain").glob("making-*"))
    machine.untell("block", "hold")
    assert "+ Container images (" in machine.up()

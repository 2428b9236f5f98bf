"""Runs at the same time, interrupted and killed runs: real processes around a fake Go that can be held."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from machine.engine import find
from machine.engine.manifest import FOLDER
from machine.engine.provision import ensure
from tests.support.processes import gone, wait_for
from tests.unit.machine.engine.conftest import Machine

pytestmark = pytest.mark.timeout(120)  # runs that wait for each other for ever are the fault looked for

_PROGRAM = """
import sys
from pathlib import Path
from machine.engine.manifest import load
from machine.engine.provision import ensure
print(ensure(lambda line: print(line, flush=True), load(Path(sys.argv[1]))).origin, flush=True)
"""


class Run:
    """Another run of herm on the machine."""

    def __init__(self, machine: Machine) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(machine.file)],
            cwd=FOLDER.parents[1],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []

    def until(self, words: str) -> None:
        """Read until the run says something."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return
        raise AssertionError(f"{words!r} was not said: {self.said}")

    def end(self) -> str:
        """The rest of what it says, when it has ended."""
        return "".join(self.said) + self.process.communicate()[0]


@pytest.fixture
def held(machine: Machine) -> Iterator[Run]:
    """A run in the middle of a build that does not go on until the file `block` is gone."""
    (machine.notes / "block").touch()
    run = Run(machine)
    wait_for((machine.notes / "pid").exists)
    yield run
    (machine.notes / "block").unlink(missing_ok=True)
    if run.process.poll() is None:
        run.process.kill()
        run.process.communicate()


def test_second_run_waits_for_the_first(machine: Machine, held: Run) -> None:
    """Two runs at once build once: the second says that it waits, and uses what the first made."""
    second = Run(machine)
    second.until("waiting for it")
    (machine.notes / "block").unlink()
    assert held.end().endswith("built\n")
    assert second.end().endswith("built\n")
    assert len(machine.asked("build")) == 2  # the engine and the plugin, once each


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_ends_its_build(machine: Machine, held: Run, sign: signal.Signals) -> None:
    """Ctrl-C and termination end Go as well and leave nothing half-made."""
    go = int((machine.notes / "pid").read_text())
    held.process.send_signal(sign)
    assert "KeyboardInterrupt" in held.end()
    assert gone(go)
    assert machine.left() == []
    assert find(machine.manifest()) is None


def test_killed_run_leaves_nothing_that_counts(machine: Machine, held: Run) -> None:
    """After SIGKILL nothing half-made is taken for whole; the next run clears up, builds and finishes."""
    go = int((machine.notes / "pid").read_text())
    held.process.kill()
    held.process.communicate()
    assert machine.left()
    assert find(machine.manifest()) is None
    (machine.notes / "block").unlink()
    wait_for(lambda: gone(go))  # its output has no reader any more
    assert ensure(lambda _: None, machine.manifest()).origin == "built"
    assert machine.left() == []


def test_build_that_outlived_a_killed_run_harms_nothing(machine: Machine, held: Run) -> None:
    """A Go that still runs when the next run begins cannot spoil what that one makes."""
    go = int((machine.notes / "pid").read_text())
    held.process.kill()
    held.process.communicate()
    os.kill(go, signal.SIGSTOP)
    (machine.notes / "block").unlink()
    had = ensure(lambda _: None, machine.manifest())
    content = had.pulumi.read_text()
    os.kill(go, signal.SIGCONT)
    wait_for(lambda: gone(go))
    assert had.pulumi.read_text() == content
    assert find(machine.manifest()) == had

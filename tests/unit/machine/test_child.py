"""A child process ends with its parent, whenever the parent is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

from machine import child
from machine.child import Child

_SIGNS = pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
_SLEEP = [sys.executable, "-c", "print('started', flush=True); import time; time.sleep(60)"]


class Started(subprocess.Popen[str]):
    """A process whose parent is interrupted as soon as it has started it, before it knows that it has."""

    sign = signal.SIGINT
    made: ClassVar[list[subprocess.Popen[str]]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.made.append(self)
        os.kill(os.getpid(), self.sign)


@_SIGNS
def test_interrupted_while_it_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sign: signal.Signals
) -> None:
    """The interruption waits until the process can be ended, and nothing of it is left."""
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    monkeypatch.setattr(Started, "sign", sign)
    monkeypatch.setattr(subprocess, "Popen", Started)
    with pytest.raises(KeyboardInterrupt), Child(_SLEEP, tmp_path, os.environ):
        pytest.fail("nobody was told of the interruption")
    assert Started.made.pop().returncode == -signal.SIGTERM
    assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == before


@_SIGNS
def test_interrupted_while_it_runs(tmp_path: Path, sign: signal.Signals) -> None:
    """The process is ended, and what interrupted its parent goes on."""
    going = Child(_SLEEP, tmp_path, os.environ)

    def run() -> None:
        with going:
            for _ in going.lines():
                os.kill(os.getpid(), sign)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert going.code == -signal.SIGTERM


@_SIGNS
def test_interrupted_while_it_starts_beside_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sign: signal.Signals
) -> None:
    """What runs around it waits as well, then both are ended."""
    monkeypatch.setattr(Started, "sign", sign)

    def run(around: Child) -> None:
        with around:
            monkeypatch.setattr(subprocess, "Popen", Started)
            with Child(_SLEEP, tmp_path, os.environ):
                pytest.fail("nobody was told of the interruption")

    around = Child(_SLEEP, tmp_path, os.environ)
    with pytest.raises(KeyboardInterrupt):
        run(around)
    assert [Started.made.pop().returncode, around.code] == [-signal.SIGTERM] * 2


@_SIGNS
def test_interrupted_while_it_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sign: signal.Signals
) -> None:
    """The interruption is told once the process has ended, and is not lost."""
    end = child._end

    def interrupted(process: subprocess.Popen[str]) -> int:
        os.kill(os.getpid(), sign)
        return end(process)

    monkeypatch.setattr(child, "_end", interrupted)
    going = Child([sys.executable, "-c", ""], tmp_path, os.environ)
    with pytest.raises(KeyboardInterrupt), going:
        pass
    assert going.code == 0


def test_ctrl_c_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """As in a background job of a shell: its Ctrl-C is for somebody else."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Child([sys.executable, "-c", "print('done')"], tmp_path, os.environ) as going:
            os.kill(os.getpid(), signal.SIGINT)
            assert list(going.lines()) == ["done"]
    finally:
        signal.signal(signal.SIGINT, before)
    assert going.code == 0


def test_what_cannot_be_started_is_told_as_it_is(tmp_path: Path) -> None:
    """The handlers are as before, and there is no process to end."""
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(FileNotFoundError), Child([str(tmp_path / "none")], tmp_path, os.environ):
        pytest.fail("nothing was started")
    assert signal.getsignal(signal.SIGINT) is before

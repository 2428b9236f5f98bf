"""A child process ends with its parent, whenever the parent is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

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
    child = Child(_SLEEP, tmp_path, os.environ)

    def run() -> None:
        with child:
            for _ in child.lines():
                os.kill(os.getpid(), sign)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert child.code == -signal.SIGTERM


def test_ctrl_c_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """As in a background job of a shell: its Ctrl-C is for somebody else."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Child([sys.executable, "-c", "print('done')"], tmp_path, os.environ) as child:
            os.kill(os.getpid(), signal.SIGINT)
            assert list(child.lines()) == ["done"]
    finally:
        signal.signal(signal.SIGINT, before)
    assert child.code == 0


def test_what_cannot_be_started_is_told_as_it_is(tmp_path: Path) -> None:
    """The handlers are as before, and there is no process to end."""
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(FileNotFoundError), Child([str(tmp_path / "none")], tmp_path, os.environ):
        pytest.fail("nothing was started")
    assert signal.getsignal(signal.SIGINT) is before

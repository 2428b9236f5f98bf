"""Running a command: its failure is told, and an interrupt leaves nothing running."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from infra.problems import ProblemsError
from tests.bench.measure import run
from tests.bench.memory import Peak


def test_failed_command_measures_nothing(tmp_path: Path) -> None:
    """Its own words are in the message."""
    with pytest.raises(ProblemsError, match="no such thing"):
        run((sys.executable, "-c", "import sys; sys.exit('no such thing')"), tmp_path, os.environ)


def interrupted(folder: Path, script: str) -> None:
    """Run a script that touches the file `started`, and interrupt the run then."""

    def interrupt() -> None:
        while not (folder / "started").exists():
            time.sleep(0.05)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        run((sys.executable, "-c", script), folder, os.environ)


def test_interrupt_ends_the_command_first(tmp_path: Path) -> None:
    """It is asked to end, does so in its own time, and only then are we out."""
    interrupted(
        tmp_path,
        "import pathlib, time\n"
        "try:\n    pathlib.Path('started').touch(); time.sleep(60)\n"
        "except KeyboardInterrupt:\n    time.sleep(0.3); pathlib.Path('ended').touch()\n",
    )
    assert (tmp_path / "ended").exists()


def test_interrupt_leaves_no_process_of_the_commands(tmp_path: Path) -> None:
    """A process of another group, which its parent leaves behind, is ended too; here it holds a lock."""
    interrupted(
        tmp_path,
        "import fcntl, pathlib, subprocess, sys, time\n"
        "lock = open('lock', 'w')\n"
        "fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "child = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "quiet = {name: subprocess.DEVNULL for name in ('stdout', 'stderr')}\n"
        "subprocess.Popen(child, pass_fds=[lock.fileno()], process_group=0, **quiet)\n"
        "pathlib.Path('started').touch(); time.sleep(60)\n",
    )
    with (tmp_path / "lock").open() as lock:
        for _ in range(100):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.05)
            else:
                return
    pytest.fail("the child still holds its lock")


_FILLED = "memory = b'x' * (40 << 20)"
_WAITING = f"{_FILLED}; input()"
_BOTH = f"""
import subprocess, sys
{_FILLED}
subprocess.run([sys.executable, "-c", {_WAITING!r}])
"""


def test_memory_is_that_of_all_processes() -> None:
    """What a process of the command has in memory counts beside what the command itself has."""
    command = (sys.executable, "-c", _BOTH)
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as process:
        with Peak(process.pid) as peak:
            deadline = time.monotonic() + 60
            while peak.mebibytes < 80 and time.monotonic() < deadline:
                time.sleep(0.02)
        process.communicate(b"\n")
    assert peak.mebibytes >= 80

"""Running a command and measuring it: seconds of wall time and the peak of its processes' memory."""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.problems import fail
from tests.bench.memory import Peak, members


@dataclass(frozen=True)
class Run:
    """One run: wall time in seconds, and the memory of all its processes at its largest, in MiB."""

    seconds: float
    mebibytes: float


def run(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Run:
    """Run a command to its end; when we are interrupted, it is interrupted and ends before us.

    Raises:
        ProblemsError: When it fails; a failed run measures nothing.
    """
    started = time.monotonic()
    # Ctrl-C on a terminal reaches us alone: the engine drops everything at its second interrupt.
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        with Peak(process.pid) as peak:
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - started
    except BaseException:
        _end(process)
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        text = output.decode("utf-8", "replace")[-2000:]
        raise fail(
            f"{command[0]} {command[1]}",
            f"failed while it was measured:\n{text}",
            "fix what is said above, then ./herm bench",
        )
    # A command that ends before anybody looks tells the memory of its largest process itself.
    return Run(seconds, max(peak.mebibytes, usage.ru_maxrss / 1024))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let a command end in its own way, then kill what is left of it.

    An engine that is interrupted while it starts leaves its language host behind, for minutes.
    """
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=30)
    for member in members(process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)
    process.kill()
    process.wait()


@dataclass(frozen=True)
class Pair:
    """Medians of two ways to do one thing, measured in turns so that both meet the same machine."""

    name: str
    ours: Run
    theirs: Run
    runs: int

    @property
    def ratio(self) -> float:
        """Our time over theirs: below 1, herm is faster."""
        return self.ours.seconds / self.theirs.seconds

    @property
    def memory(self) -> float:
        """Our memory over theirs."""
        return self.ours.mebibytes / self.theirs.mebibytes


def compare(name: str, ours: Callable[[], Run], theirs: Callable[[], Run], runs: int) -> Pair:
    """Measure both in turns."""
    results = [(ours(), theirs()) for _ in range(runs)]
    return Pair(name, median([r[0] for r in results]), median([r[1] for r in results]), runs)


def median(runs: Sequence[Run]) -> Run:
    """The median of the times and that of the memories."""
    return Run(
        statistics.median(run.seconds for run in runs), statistics.median(run.mebibytes for run in runs)
    )

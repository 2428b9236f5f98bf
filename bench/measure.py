"""Running a command and measuring it: seconds of wall time and the peak of its memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.problems import fail


@dataclass(frozen=True)
class Run:
    """One run: wall time in seconds and the largest memory of one of its processes in MiB."""

    seconds: float
    mebibytes: float


def run(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Run:
    """Run a command to its end.

    Raises:
        ProblemsError: When it fails; a failed run measures nothing.
    """
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None  # noqa: S101 - given by stdout=PIPE
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        text = output.decode("utf-8", "replace")[-2000:]
        raise fail(
            f"{command[0]} {command[1]}",
            f"failed while it was measured:\n{text}",
            "./herm up, then ./herm bench",
        )
    return Run(time.monotonic() - started, usage.ru_maxrss / 1024)


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


def compare(name: str, ours: Callable[[], Run], theirs: Callable[[], Run], runs: int) -> Pair:
    """Measure both in turns."""
    results = [(ours(), theirs()) for _ in range(runs)]
    return Pair(name, _median([r[0] for r in results]), _median([r[1] for r in results]), runs)


def _median(runs: Sequence[Run]) -> Run:
    return Run(
        statistics.median(run.seconds for run in runs), statistics.median(run.mebibytes for run in runs)
    )

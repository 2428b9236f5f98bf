"""A stage of `./herm test` while it runs and after it: what it prints, what it counted, how long it took."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from xml.etree import ElementTree as ET

from tests.support.paths import ROOT


@dataclass(frozen=True)
class Result:
    """How a stage went.

    Attributes:
        code: The exit code. Pytest's code 5 says that no test ran, which is a failure here: a stage without
            tests proves nothing.
        tests: For each test how long it took with its fixtures, in seconds, and its name.
    """

    code: int
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    tests: tuple[tuple[float, str], ...] = ()

    def __str__(self) -> str:
        """One word, and the counts of a stage that has tests."""
        counts = {"passed": self.passed, "failed": self.failed, "skipped": self.skipped}
        counted = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
        return ("ok" if self.code == 0 else "FAILED") + (f": {counted}" if counted else "")


class StageRun:
    """One stage that runs; its lines are kept until somebody reads them, so that stages can overlap."""

    def __init__(
        self, command: Sequence[str], pytest_arguments: Sequence[str], report: Path, *, patient: bool = False
    ) -> None:
        """Start it.

        Args:
            command: A program of this environment, and its arguments.
            pytest_arguments: What else is given to pytest.
            report: A file for pytest's own counts and times.
            patient: Whether others come first where processors are short.
        """
        tool, *arguments = command
        if tool == "pytest":
            arguments += [f"--junitxml={report}", "-o", "junit_family=xunit1", *pytest_arguments]
        self._report = report
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        self._started = self._ended = time.monotonic()
        self._process = subprocess.Popen(
            [*(("nice", "-n", "5") if patient else ()), str(Path(sys.executable).parent / tool), *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._process.wait()
        self._ended = time.monotonic()
        self._lines.put(None)

    def lines(self) -> Iterator[str]:
        """What it prints, until it ends."""
        while (line := self._lines.get()) is not None:
            yield line

    def result(self) -> Result:
        """How it went; to be asked after its last line."""
        code, seconds = self._process.returncode, self._ended - self._started
        if not self._report.is_file():
            return Result(code, seconds)
        suite = ET.parse(self._report).getroot().find("testsuite")  # noqa: S314 - pytest wrote it
        assert suite is not None
        total, failures, errors, skipped = (
            int(suite.attrib[what]) for what in ("tests", "failures", "errors", "skipped")
        )
        tests = tuple(
            (float(case.attrib["time"]), f"{case.get('file')}::{case.attrib['name']}")
            for case in suite.iter("testcase")
        )
        failed = failures + errors
        return Result(code, seconds, total - failed - skipped, failed, skipped, tests)

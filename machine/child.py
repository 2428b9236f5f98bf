"""A child process that never outlives what started it: interrupted or failed, its whole group is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType

_PATIENCE_SECONDS = 5


class Child:
    """A process in a group of its own, both output streams as one.

    Terminated (SIGTERM) means interrupted while it runs. Killed (SIGKILL), its parent cannot end it; it then
    ends by itself at the next line that it writes to the closed pipe.
    """

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._command, self._folder, self._environment = command, folder, environment
        self.code: int | None = None

    def __enter__(self) -> Child:
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._handler = _on_terminate(_interrupt)
        return self

    def lines(self) -> Iterator[str]:
        """Its output, line by line, without line ends."""
        if self._process.stdout is not None:
            for line in self._process.stdout:
                yield line.rstrip("\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._end()
        self.code = self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._handler is not None:
            signal.signal(signal.SIGTERM, self._handler)

    def _end(self) -> None:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is None:
                os.killpg(self._process.pid, sign)
            try:
                self._process.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            return


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _on_terminate(handler: signal._HANDLER) -> signal._HANDLER:
    """Set the handler where that is possible: in the main thread; returns the one before."""
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGTERM, handler)

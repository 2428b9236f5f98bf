"""A child process that never outlives what started it: interrupted or failed, its whole group is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType

_PATIENCE_SECONDS = 5


class Child:
    """A process in a group of its own, both output streams as one.

    Terminated (SIGTERM) means interrupted while it runs. An interruption that comes while it is started or
    ended waits until that is done, also where another child runs beside it. Killed (SIGKILL), its parent
    cannot end it; it then ends by itself at the next line that it writes to the closed pipe.
    """

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._command, self._folder, self._environment = command, folder, environment
        self._process: subprocess.Popen[str] | None = None
        self._before: dict[signal.Signals, signal._HANDLER] = {}
        self._runs = self._interrupted = False
        self.code: int | None = None

    def __enter__(self) -> Child:
        self._handle_signals()
        try:
            self._start()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def _start(self) -> None:
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
        self._runs = True
        if self._interrupted:
            raise KeyboardInterrupt

    def lines(self) -> Iterator[str]:
        """Its output, line by line, without line ends."""
        if self._process is not None and self._process.stdout is not None:
            for line in self._process.stdout:
                yield line.rstrip("\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._process is not None and kind is None:
                self._process.wait()
        finally:
            self._runs = False
            if self._process is not None:
                self.code = _end(self._process)
            for sign, handler in self._before.items():
                signal.signal(sign, handler)
        if self._interrupted and kind is None:
            raise KeyboardInterrupt

    def _handle_signals(self) -> None:
        """Be told of interruptions, as only the main thread is; who ignores Ctrl-C goes on to."""
        if threading.current_thread() is not threading.main_thread():
            return
        self._before[signal.SIGTERM] = signal.signal(signal.SIGTERM, self._interrupt)
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            self._before[signal.SIGINT] = signal.signal(signal.SIGINT, self._interrupt)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self._interrupted = True
        if self._runs:
            raise KeyboardInterrupt


def _end(process: subprocess.Popen[str]) -> int:
    """End its group, where it has not ended by itself; returns its exit code."""
    with process:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if process.poll() is None:
                os.killpg(process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                return process.wait(_PATIENCE_SECONDS)
        return process.wait()

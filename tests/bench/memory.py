"""The memory of a command: of all its processes together, at the moment when it is largest."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

from machine.program import printed

_PAUSE_SECONDS = 0.05
_MEBIBYTE = 1 << 20
_PROCESSES = Path("/proc")


class Peak:
    """Looks at a session's processes while it is entered.

    Attributes:
        mebibytes: The largest sum seen; memory that two processes share is in it twice.
    """

    def __init__(self, session: int) -> None:
        self.mebibytes = 0.0
        self._session = session
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_PAUSE_SECONDS):
            self.mebibytes = max(self.mebibytes, sum(map(_resident, members(self._session))) / _MEBIBYTE)


def members(session: int) -> list[int]:
    """The processes of a session, whatever groups they are in."""
    found = []
    for process in _all():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getsid(process) == session:
                found.append(process)
    return found


def _all() -> list[int]:
    """Every process of the machine; none where there is neither /proc nor `ps`."""
    if _PROCESSES.is_dir():
        return [int(name) for name in os.listdir(_PROCESSES) if name.isdecimal()]  # noqa: PTH208 - names alone
    return [int(number) for number in printed(["ps", "-A", "-o", "pid="]).split()]


def _resident(process: int) -> int:
    """Bytes of a process in memory; 0 when it has ended, or where there is no /proc."""
    try:
        pages = (_PROCESSES / str(process) / "statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")

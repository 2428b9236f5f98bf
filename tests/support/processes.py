"""Waiting for what goes on beside a test, and whether it is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from machine.removal import NAME


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether no process of that number runs; a dead one that nobody has reaped yet does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def end_of_removals() -> None:
    """Wait for what is being removed, as the end of a process does."""
    for thread in threading.enumerate():
        if thread.name == NAME:
            thread.join(60)

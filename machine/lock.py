"""One run at a time: the second one waits, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine.report import Report


@contextmanager
def held(file: Path, waiting: str, report: Report, patience: float = -1) -> Iterator[None]:
    """Hold a lock; the system frees it when the process ends, however it ends.

    Args:
        file: The lock's file, in a folder that exists.
        waiting: What to report when another run holds it.
        report: Told that, once.
        patience: Seconds to wait; negative is for ever.

    Raises:
        TimeoutError: The other run did not end in time.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - a run that finds everything needs no lock

    lock = FileLock(file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report(waiting)
        lock.acquire(timeout=patience, poll_interval=0.5)
    try:
        yield
    finally:
        lock.release()

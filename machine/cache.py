"""The cache that all clones of a user share: folders complete or absent, made by one run at a time."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.problems import ProblemsError, fail
from machine.apt import Report

_PREFIX = "making-"
_BUILD_GB = 6  # measured: 4.3 of sources and compiled packages, 0.5 of Go and the results
_FULL = {errno.ENOSPC, errno.EDQUOT}
_UNUSABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


def cache_root() -> Path:
    """Where engine and plugins of this user are: outside every clone."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().absolute() / "herm" / "toolchain"


@contextmanager
def one_at_a_time(root: Path, report: Report) -> Iterator[None]:
    """Hold the cache's lock; a second run waits, and says so."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - a run that finds everything needs no lock

    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report("another run of herm prepares the same engine and plugins; waiting for it")
        lock.acquire(poll_interval=0.5)
    try:
        _remove_stale(root)
        yield
    finally:
        lock.release()


def make(folder: Path, fill: Callable[[Path, Path], None]) -> Path:
    """Have a folder: filled aside and renamed when complete, so that a killed run leaves none.

    Needs the lock.

    Args:
        folder: What has to be there.
        fill: Gets the folder to fill and one for scratch; both are on the cache's disk, and nothing of
            either is left when it fails.
    """
    if not folder.exists():
        aside = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder.parent))
        content, scratch = aside / "content", aside / "scratch"
        try:
            content.mkdir()
            scratch.mkdir()
            fill(content, scratch)
            content.replace(folder)
        finally:
            _remove(aside)
    return folder


@contextmanager
def explained(root: Path) -> Iterator[None]:
    """Turn what a disk may answer into one clear problem."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full(root) from None
        if error.errno in _UNUSABLE:
            raise fail(
                str(error.filename or root),
                f"{(error.strerror or 'not allowed').lower()}; Pulumi's engine and plugins live in {root}",
                f"give yourself that folder (sudo chown -R $(id -u) {root}), "
                "or choose another: export XDG_CACHE_HOME=FOLDER",
            ) from None
        raise


def require_room_to_build(root: Path) -> None:
    """Refuse to begin a long build that the disk cannot hold; one that began already may go on.

    Raises:
        ProblemsError: Too little is free.
    """
    if not (root / "go").exists() and shutil.disk_usage(root).free < _BUILD_GB * 10**9:
        raise disk_full(root)


def disk_full(root: Path) -> ProblemsError:
    """The problem of a disk without room for the cache."""
    return fail(
        str(root),
        "the disk is full: Pulumi's engine and plugins need 0.5 GB there, "
        f"and {_BUILD_GB} GB where they have to be built",
        "free some space, or choose another disk (export XDG_CACHE_HOME=FOLDER), and run the command again",
    )


def _remove_stale(root: Path) -> None:
    """Remove what a killed run was making; the lock is held, so nobody makes it now."""
    for left in root.glob(f"{_PREFIX}*"):
        _remove(left)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)

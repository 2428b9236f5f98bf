"""The cache that all clones of a user share: folders complete or absent, made by one run at a time."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from infra.problems import ProblemsError, fail
from machine.lock import held
from machine.report import Report

PREFIX = "making-"
"""How the names of folders begin that are nobody's once their run has ended."""
SOURCES = "go"
BUILD_GB = 6  # measured: 4.3 of sources and compiled packages, 0.5 of Go and the results
GB = 10**9
_WAITING = "another run of herm prepares the same engine and plugins; waiting for it"
_ELSEWHERE = "or choose another disk (export XDG_CACHE_HOME=FOLDER), and run the command again"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_UNUSABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


def cache_root(part: str = "toolchain") -> Path:
    """Where a part of what herm keeps for this user is: `toolchain` or `images`, outside every clone."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().absolute() / "herm" / part


@contextmanager
def one_at_a_time(
    root: Path, report: Report, waiting: str = _WAITING, patience: float = -1
) -> Iterator[None]:
    """Hold the lock of a part of the cache, as `held` does; what a killed run left is removed under it."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with held(root / "lock", waiting, report, patience):
        for left in root.glob(f"{PREFIX}*"):
            remove(left)
        yield


def make(folder: Path, fill: Callable[[Path, Path], None]) -> Path:
    """Have a folder: filled aside and renamed when complete, so that a killed run leaves none.

    Needs the lock. What is there already is replaced; files that are not filled in now are kept.

    Args:
        folder: What has to be there.
        fill: Gets the folder to fill and one for scratch; both are on the cache's disk, and nothing of
            either is left when it fails.
    """
    aside = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder.parent))
    content, scratch = aside / "content", aside / "scratch"
    try:
        content.mkdir()
        scratch.mkdir()
        fill(content, scratch)
        if folder.exists():
            for kept in folder.iterdir():
                if not (content / kept.name).exists():
                    kept.replace(content / kept.name)
            folder.replace(aside / "before")
        content.replace(folder)
    finally:
        remove(aside)
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
                f"{(error.strerror or 'not allowed').lower()}; all clones of a user share {root}",
                f"give yourself that folder (sudo chown -R $(id -u) {root}), "
                "or choose another: export XDG_CACHE_HOME=FOLDER",
            ) from None
        raise


def require_room(place: Path, gigabytes: float, work: str, remedy: str = _ELSEWHERE) -> None:
    """Refuse to begin what the disk cannot hold.

    Raises:
        ProblemsError: Too little is free.
    """
    free = shutil.disk_usage(place).free / GB
    if free < gigabytes:
        raise fail(
            str(place),
            f"{free:.2f} GB are free on its disk, and {work} takes {gigabytes} GB",
            f"free some space, {remedy}",
        )


def size(root: Path) -> int:
    """Bytes of the cache, without what is left of a build that broke off: that is too much to count."""
    total = 0
    for folder, inside, files in os.walk(root):
        if Path(folder) == root:
            inside[:] = [name for name in inside if name != SOURCES and not name.startswith(PREFIX)]
        for name in files:
            with suppress(FileNotFoundError):  # the engine of another clone tidies its logs meanwhile
                total += Path(folder, name).lstat().st_size
    return total


def unfinished(root: Path) -> Path | None:
    """The folder of a build that broke off: gigabytes, from which the next one goes on."""
    sources = root / SOURCES
    return sources if sources.exists() else None


def require_room_to_build(root: Path) -> None:
    """Refuse to begin a long build without room for it; one that began already may go on."""
    if not unfinished(root):
        require_room(root, BUILD_GB, "building Pulumi's engine and plugins")


def disk_full(root: Path) -> ProblemsError:
    """The problem of a disk that became full meanwhile."""
    return fail(
        str(root),
        "the disk is full: Pulumi's engine and plugins need 0.5 GB there, "
        f"and {BUILD_GB} GB where they have to be built",
        f"free some space, {_ELSEWHERE}",
    )


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it; what others removed meanwhile is as well."""
    shutil.rmtree(folder, ignore_errors=True)

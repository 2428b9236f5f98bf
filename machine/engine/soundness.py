"""Whether cached programs can be run: whole, and nobody else's to change.

A folder that was filled has a list of its files and their sizes; folders of earlier versions have none, and
are judged by the rest.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from infra.problems import fail

_LIST = ".herm-files"
_OTHERS = 0o022


def seal(folder: Path) -> None:
    """Note the files of a folder that is complete, and take the right to change them from everybody else."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    sizes = {file.relative_to(folder).as_posix(): file.stat().st_size for file in files}
    (folder / _LIST).write_text(json.dumps(sizes), encoding="utf-8")
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode & ~_OTHERS)


def damage(folder: Path, programs: Iterable[Path]) -> str:
    """What is wrong with the programs of a folder, in a few words; "" when they can be run."""
    sizes = _sizes(folder)
    for program in programs:
        if not program.is_file():
            return f"{program.name} is missing"
        size = program.stat().st_size
        expected = sizes.get(program.relative_to(folder).as_posix(), size)
        if size != expected or not size:
            return f"{program.name} is cut: it has {size} of {expected} bytes"
        if not os.access(program, os.X_OK):
            return f"{program.name} cannot be executed"
    return ""


def require_own(paths: Iterable[Path]) -> None:
    """Refuse to run what somebody else could have changed.

    Raises:
        ProblemsError: One of these belongs to another user, or others may write to it.
    """
    for path in paths:
        status = path.stat()
        if status.st_uid not in {os.geteuid(), 0}:
            raise fail(
                str(path),
                "belongs to another user, whose programs herm does not run",
                f"sudo chown -R $(id -u) {path}, or choose another cache: export XDG_CACHE_HOME=FOLDER",
            )
        if status.st_mode & _OTHERS:
            raise fail(
                str(path),
                "can be changed by other users, and herm runs programs from there",
                f"rm -rf {path}, and run the command again; it is made anew",
            )


def _sizes(folder: Path) -> dict[str, int]:
    try:
        sizes: dict[str, int] = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return sizes

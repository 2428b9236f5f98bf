"""Giving back the gigabytes that only a build needs: at once by name, and beside what follows in fact."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from threading import Thread

from machine.cache import BUILD_GB, GB, PREFIX, SOURCES, remove
from machine.lock import held

_NEEDED_NEXT = BUILD_GB * GB
"""What the images and their query engine may need after the build, and nobody should have to wait for."""


def give_back(root: Path) -> None:
    """Take the sources of a build that is complete out of the way, and remove them; needs the lock.

    With enough room for all that follows nobody waits for the removal, only the end of the process does.
    """
    folders = [_aside(folder) for folder in (*root.glob(SOURCES), *root.glob(f"{SOURCES}-*"))]
    removal = Thread(target=_remove, args=folders)
    removal.start()
    if shutil.disk_usage(root).free < _NEEDED_NEXT:
        removal.join()


def _aside(folder: Path) -> Path:
    """Give a folder a name that is nobody's; a disk of its own keeps its name, and is emptied at once."""
    aside = folder.with_name(PREFIX + folder.name)
    try:
        folder.rename(aside)
    except OSError:
        remove(folder)
    return aside


def _remove(*folders: Path) -> None:
    for folder in folders:
        remove(folder)


def clear(root: Path) -> None:
    """Remove what a killed run left; what another run is making has names like that, and is left alone."""
    left = list(root.glob(f"{PREFIX}*"))
    if not left:
        return
    with suppress(OSError), held(root / "lock", "", lambda _: None, patience=0):
        _remove(*left)

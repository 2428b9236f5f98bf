"""Removing what takes gigabytes: at once by name, and beside what follows in fact."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Thread

from machine.cache import GB, PREFIX, one_at_a_time, remove

NAME = "removal"


def remove_beside(folders: Iterable[Path], room: float = 0) -> None:
    """Take folders of the cache out of the way, and remove them; needs their lock.

    Only the end of the process waits for the removal, or whoever has too little room without it.

    Args:
        folders: What nobody needs any more.
        room: Gigabytes that what follows may need.
    """
    away = [_aside(folder) for folder in folders]
    removal = Thread(target=_remove, args=away, name=NAME)
    removal.start()
    if away and shutil.disk_usage(away[0].parent).free < room * GB:
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
    if any(root.glob(f"{PREFIX}*")):
        with suppress(OSError), one_at_a_time(root, lambda _: None, patience=0):
            pass

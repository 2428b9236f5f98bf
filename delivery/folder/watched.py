"""The files and folders of a project that a read looks at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from delivery.folder.config import FILE, read_config
from infra.problems import ProblemsError


def watched(folder: Path) -> Iterator[Path]:
    """Every file of a project, and every folder of it, there or not.

    A folder changes when a name in it comes or goes. What an `!include` names outside of the metadata folder
    is not among them.
    """
    yield folder / FILE
    try:
        config = read_config(folder)
    except ProblemsError:
        return
    seen: set[str] = set()
    for part in (config.metadata, config.migrations, config.seeds):
        yield part
        for inside, folders, files in os.walk(part, followlinks=True):
            real = os.path.realpath(inside)
            if real in seen:
                folders.clear()  # a link that leads back
                continue
            seen.add(real)
            yield from (Path(inside, name) for name in (*folders, *files))

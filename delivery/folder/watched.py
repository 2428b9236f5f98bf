"""The files and folders of a project that a read looks at."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from delivery.folder.config import FILE, read_config
from delivery.folder.yaml_text import INCLUDE
from infra.problems import ProblemsError

_INCLUDED = re.compile(INCLUDE + r"[ \t]+([^\"'\s,}\]][^\"'\n\r,}\]]*)")


def watched(folder: Path) -> Iterator[Path]:
    """Every file of a project, and every folder of it, there or not.

    A folder changes when a name in it comes or goes. What an `!include` names outside of the folders is
    among them.
    """
    yield folder / FILE
    try:
        config = read_config(folder)
    except ProblemsError:
        return
    walked: set[str] = set()
    for part in (config.metadata, config.migrations, config.seeds):
        yield part
        for inside, folders, files in os.walk(part, followlinks=True):
            real = os.path.realpath(inside)
            if real in walked:
                folders.clear()  # a link that leads back
                continue
            walked.add(real)
            yield from (Path(inside, name) for name in (*folders, *files))
            if part == config.metadata:
                yield from _outside([Path(inside, name) for name in files], walked)


def _outside(files: list[Path], walked: set[str]) -> Iterator[Path]:
    """What these files include from elsewhere, and what that includes; only `..` leads out of a folder."""
    seen: set[str] = set()
    todo = [(file, True) for file in files]
    while todo:
        file, is_inside = todo.pop()
        for name in _names(file, is_inside):
            target = os.path.normpath(file.parent / name.lstrip("/"))
            if target not in seen and os.path.realpath(Path(target).parent) not in walked:
                seen.add(target)
                yield Path(target)
                todo.append((Path(target), False))


def _names(file: Path, is_inside: bool) -> list[str]:
    if file.suffix != ".yaml":
        return []
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [one.strip() for one in _INCLUDED.findall(text) if not is_inside or ".." in one]

"""The files of a compose project, written into a folder that only their owner can enter."""

from __future__ import annotations

import shlex
from pathlib import Path

from cli.moving.exported import Exported
from cli.private_file import write_private
from infra.problems import Problem, ProblemsError


def write_files(folder: Path, project: Exported, *, force: bool) -> None:
    """Write the files.

    Args:
        folder: Made where it is not there.
        project: What they hold.
        force: Whether files that are there are replaced.

    Raises:
        ProblemsError: There are such files already, and they are not to be replaced.
    """
    there = [name for name in project.files if (folder / name).exists()]
    if there and not force:
        again = f"replace it: ./herm export compose --output {shlex.quote(str(folder))} --force"
        raise ProblemsError(Problem(str(folder / name), "is there already", again) for name in there)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in project.files.items():
        write_private(folder / name, text)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# Secrets: none of these files is for git.\n*.env\n", encoding="utf-8")

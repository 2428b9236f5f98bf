"""A copy of a local stack's file, as its last `./herm up` left it: for when git takes the file away.

Git asks nobody before it replaces a file that it is told to ignore. A switch to a branch that tracks a file
of that name writes over this clone's, and the switch back removes it, with the only copy of the secrets.
"""

from __future__ import annotations

from pathlib import Path

from cli.paths import PRIVATE, stack_file
from cli.private_file import write_private
from machine.report import Report


def keep(stack: str) -> None:
    """Keep a copy of the stack's file."""
    copy = _copy(stack)
    copy.parent.mkdir(mode=0o700, exist_ok=True)
    write_private(copy, stack_file(stack).read_text(encoding="utf-8"))


def put_back(stack: str, report: Report) -> None:
    """Put the copy in the place of a file that is gone; without a copy there is nothing to do."""
    file, copy = stack_file(stack), _copy(stack)
    if copy.exists() and not file.exists():
        report(f"{file.name} is gone; it is put back as the last ./herm up left it")
        write_private(file, copy.read_text(encoding="utf-8"))


def forget(stack: str) -> None:
    """Remove the copy, because the stack and its data are gone."""
    _copy(stack).unlink(missing_ok=True)


def _copy(stack: str) -> Path:
    return PRIVATE / "settings" / stack_file(stack).name

"""What the operating system refused, as one message: what it was, and the command that helps."""

from __future__ import annotations

import errno
import shlex
from pathlib import Path

from cli.paths import ROOT
from infra.problems import Problem

_IN_THE_WAY = {errno.EISDIR, errno.ENOTDIR, errno.EEXIST}


def system_problem(error: OSError) -> Problem:
    """A full disk, a missing permission, something in the way, a program that is not there.

    Only what is in the clone is offered to be changed: a file elsewhere may be another user's on purpose.
    """
    where = str(error.filename or "this machine")
    reason = f"{error.strerror or error}"
    path = shlex.quote(where)
    if error.errno == errno.ENOSPC:
        return Problem(
            where, f"{reason}; nothing half-made counts", "df -h shows what is full; then run it again"
        )
    if error.errno in _IN_THE_WAY and _is_ours(where):
        return Problem(where, f"{reason}, where herm keeps something of its own", f"mv {path} {path}.aside")
    if isinstance(error, PermissionError):
        if _is_ours(where):
            return Problem(where, reason, f'sudo chown -R "$(id -un)" {path}')
        return Problem(where, f"{reason}: it is outside this clone", f"see whose it is: ls -ld {path}")
    return Problem(where, reason, "fix what the system says, then run the same command again")


def _is_ours(where: str) -> bool:
    return Path(where).absolute().is_relative_to(ROOT)

"""What a run of `./herm up` reads, as it stands now.

A file counts as the same while the system notes the same of it: size, times, number, owner and mode. That is
how git's index knows a file without reading it; no content, and nothing made from one, is kept. The time of
the last change of status is among them, which no program can set: putting size and time back is seen.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable

from cli.paths import PRIVATE, ROOT

Files = dict[str, list[int] | None]
"""What the system notes of files, by path: None where there is none, and nothing of the clone's folders."""

_PARTS = ("cli", "delivery", "doubles", "hasura", "infra", "machine", "requirements")
"""The folders of the clone that a run reads: program, herm itself, what images are built from, locks."""

_VARIABLES = ("PATH", "HOME", "XDG_CACHE_HOME", "VIRTUAL_ENV", "HERM_CLONE")
_FAMILIES = ("DOCKER_", "PULUMI_", "PYTHON")
# Secrets, which nothing may remember. They decide nothing here: the state is in files of this machine, and
# the passphrase in the clone's own file opens the stack's secrets.
_NOT_KEPT = ("PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")

_COMPILED = "__pycache__"
"""What Python itself writes beside modules, at the top in a clone's first run."""

_CHANGED = 4
"""Where the time of the last change of status stands, in nanoseconds."""
_PAUSE, _PATIENCE = 0.01, 3.0


def program() -> Files:
    """Every file of the clone that a run may read, apart from those that herm itself writes there.

    At the top every name counts: Python looks there for modules first.
    """
    found: Files = {}
    with os.scandir(ROOT) as entries:
        for entry in entries:
            is_stack = entry.name.startswith("Pulumi.") and entry.name != "Pulumi.yaml"
            if not is_stack and not entry.name.startswith(".") and entry.name != _COMPILED:
                found[entry.path] = [] if entry.is_dir() else status(entry.path)
    for part in _PARTS:
        for folder, inside, names in os.walk(ROOT / part):
            inside[:] = [name for name in inside if name != _COMPILED]
            found.update((path, status(path)) for path in (f"{folder}/{name}" for name in names))
    return found


def statuses(paths: Iterable[str]) -> Files:
    """What the system notes of files and folders, links followed."""
    return {path: status(path) for path in paths}


def status(path: str) -> list[int] | None:
    """What the system notes of one file; None where there is none."""
    try:
        is_now = os.stat(path)  # noqa: PTH116 - three hundred times in each run
    except OSError:
        return None
    return [
        is_now.st_mode,
        is_now.st_uid,
        is_now.st_size,
        is_now.st_mtime_ns,
        is_now.st_ctime_ns,
        is_now.st_ino,
    ]


def variables() -> str:
    """Hash of the environment variables that decide what a run finds and does; none of them is a secret."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _VARIABLES or (name.startswith(_FAMILIES) and name not in _NOT_KEPT)
    }
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def settled(look: Callable[[], Files]) -> Files | None:
    """What a look finds once every file in it is older than the look.

    The clock of files ticks: a file that changes twice in one tick looks the same after both. So one that
    changed in this tick is looked at again in the next one, as git does with what it calls racy.

    Returns:
        None where a file stays younger, because somebody goes on changing it or a clock was put back.
    """
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        now = _tick()
        found = look()
        if all(noted[_CHANGED] < now for noted in found.values() if noted):
            return found
        time.sleep(_PAUSE)
    return None


def _tick() -> int:
    """The time by the clock of the clone's files."""
    with tempfile.TemporaryFile(dir=PRIVATE) as file:
        return os.fstat(file.fileno()).st_ctime_ns

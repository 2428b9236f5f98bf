"""A `pulumi` that the user has already: used as it is when new enough and complete."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from machine.engine.manifest import Manifest
from machine.program import number, printed


@dataclass(frozen=True)
class Found:
    """An engine outside herm's cache: its executable, the folder of all its programs, its version."""

    pulumi: Path
    folder: Path
    version: str


def suitable_engine(manifest: Manifest, root: Path) -> Found | None:
    """The first `pulumi` on PATH, if it is new enough and its language host is beside it.

    herm's own engine is on the PATH of `./herm shell` as well, and is none of the user's.
    """
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    own = str(root) + os.sep
    program = shutil.which("pulumi", path=os.pathsep.join(f for f in folders if not f.startswith(own)))
    if program is None:
        return None
    pulumi = Path(program)
    for folder in (pulumi.parent, pulumi.resolve().parent):
        if all(os.access(folder / name, os.X_OK) for name in manifest.engine.programs):
            version = _version(pulumi, root)
            return Found(pulumi, folder, version) if _is_new_enough(version, manifest.oldest) else None
    return None


def _is_new_enough(version: str, oldest: str) -> bool:
    actual, wanted = number(version), number(oldest)
    return bool(actual) and actual[0] == wanted[0] and actual >= wanted


def _version(pulumi: Path, root: Path) -> str:
    """What `pulumi version` says; remembered until the program changes, because asking takes its time."""
    program = pulumi.resolve()
    status = program.stat()
    identity = f"{program}\0{status.st_size}\0{status.st_mtime_ns}"
    note = root / f"version-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    lasting = program.name == "pulumi" and not _is_script(program)
    if lasting and note.is_file():
        return note.read_text(encoding="utf-8")
    version = printed([pulumi, "version"], PULUMI_SKIP_UPDATE_CHECK="true").removeprefix("v")
    if lasting and version and root.is_dir() and os.access(root, os.W_OK):
        note.write_text(version, encoding="utf-8")
    return version


def _is_script(program: Path) -> bool:
    """Whether this is a version manager's script (asdf), which is the same whatever version it starts."""
    with program.open("rb") as file:
        return file.read(2) == b"#!"

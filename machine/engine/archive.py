"""Unpacking a release's archive without trusting it: plain files only, all into one folder."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path, PurePosixPath

from infra.problems import ProblemsError, fail


def unpack(archive: Path, folder: Path) -> None:
    """Put every file of a tar archive straight into a folder, executable; leading folders are dropped.

    Raises:
        ProblemsError: The archive is damaged, or has a member that no release of programs needs: a link,
            a device, a name that leads elsewhere, the same name twice. Only plain files are ever written.
    """
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                if not member.isdir():
                    _write(tar, member, folder, archive)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise _refused(archive, f"is damaged ({error})") from None


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, archive: Path) -> None:
    path = PurePosixPath(member.name)
    target = folder / path.name
    if path.is_absolute() or ".." in path.parts or not path.name:
        raise _refused(archive, f"has a member that leads elsewhere: {member.name!r}")
    source = tar.extractfile(member) if member.isreg() else None
    if source is None:
        raise _refused(archive, f"has a member that is not a plain file: {member.name!r}")
    if target.exists():
        raise _refused(archive, f"has two members named {path.name!r}")
    with source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
    target.chmod(0o755)


def _refused(archive: Path, reason: str) -> ProblemsError:
    return fail(archive.name, f"the archive {reason}, so nothing of it is used", "run the same command again")

"""Only plain files come out of an archive, all into one folder; anything else is refused."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from infra.problems import ProblemsError
from machine.engine.archive import unpack
from tests.unit.machine.engine.doubles import tarball


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    """A member without content."""
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder to unpack to."""
    made = tmp_path / "inside" / "folder"
    made.mkdir(parents=True)
    return made


def test_files_come_out_executable_and_without_leading_folders(tmp_path: Path, folder: Path) -> None:
    """A release's programs lie side by side and can be run."""
    archive = tmp_path / "tool.tar.gz"
    archive.write_bytes(tarball(member("release", tarfile.DIRTYPE), tool=b"one", other=b"two"))
    unpack(archive, folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {"tool": b"one", "other": b"two"}
    assert all(file.stat().st_mode & 0o777 == 0o755 for file in folder.iterdir())


UNSAFE = {
    "absolute": member("/tmp/herm-evil"),  # noqa: S108 - the name that must not be written to
    "parent": member("release/../../evil"),
    "symbolic link": member("release/evil", tarfile.SYMTYPE, "/etc/passwd"),
    "hard link": member("release/evil", tarfile.LNKTYPE, "release/tool"),
    "device": member("release/evil", tarfile.CHRTYPE),
    "pipe": member("release/evil", tarfile.FIFOTYPE),
    "same name twice": member("elsewhere/tool"),
    "a folder's name": member("release/.."),
}


@pytest.mark.parametrize("kind", UNSAFE)
def test_unsafe_member_is_refused(tmp_path: Path, folder: Path, kind: str) -> None:
    """A member that leads elsewhere or is not a plain file stops everything; nothing is written elsewhere."""
    archive = tmp_path / "tool.tar.gz"
    archive.write_bytes(tarball(UNSAFE[kind], tool=b"one"))
    with pytest.raises(ProblemsError, match=r"tool\.tar\.gz: the archive has"):
        unpack(archive, folder)
    assert {file.name for file in folder.iterdir()} == {"tool"}
    assert {file.name for file in folder.parent.iterdir()} == {"folder"}


@pytest.mark.parametrize(
    "content", [b"", b"<html>", tarball(tool=b"x" * 5000)[:60]], ids=["empty", "a page", "its beginning"]
)
def test_damaged_archive_is_one_clear_problem(tmp_path: Path, folder: Path, content: bytes) -> None:
    """What is not an archive, or the beginning of one, is told as such and not as a traceback."""
    archive = tmp_path / "tool.tar.gz"
    archive.write_bytes(content)
    with pytest.raises(ProblemsError, match="is damaged"):
        unpack(archive, folder)

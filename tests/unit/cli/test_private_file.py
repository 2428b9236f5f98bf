"""Private files: their owner's alone, whole or not there, also in a folder that others can write to."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.private_file import write_private


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    """Whatever was there before: an open file, or a link of somebody's to another place."""
    file, elsewhere = tmp_path / "file", tmp_path / "elsewhere"
    file.touch(mode=0o666)
    write_private(file, "first")
    assert (file.stat().st_mode & 0o777, file.read_text()) == (0o600, "first")
    file.unlink()
    elsewhere.write_text("of somebody else")
    file.symlink_to(elsewhere)
    write_private(file, "second")
    assert (file.is_symlink(), file.read_text(), elsewhere.read_text()) == (
        False,
        "second",
        "of somebody else",
    )


def test_its_unfinished_name_cannot_be_foreseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can put a file of theirs where the next one is written."""
    names = set()
    replace = Path.replace

    def noted(self: Path, target: Path) -> Path:
        names.add(self.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noted)
    for _ in range(3):
        write_private(tmp_path / "file", "text")
    assert len(names) == 3


def test_failure_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """A text that cannot be written leaves neither half a file nor an unfinished one."""
    file = tmp_path / "file"
    write_private(file, "good")
    with pytest.raises(UnicodeEncodeError):
        write_private(file, "\ud800")
    assert file.read_text() == "good"
    assert list(tmp_path.iterdir()) == [file]

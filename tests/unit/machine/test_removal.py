"""Gigabytes are gone at once by name, without anybody waiting, and never stay for good."""

from __future__ import annotations

import errno
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from machine import removal
from machine.cache import one_at_a_time, remove, size
from machine.removal import clear, remove_beside
from tests.support.processes import end_of_removals


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Two folders of a cache that nobody needs any more, beside one that stays."""
    for name in ("go/mod/much", "go-9.9.9/bin/go", "engine/pulumi"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(b"x" * 1000)
    return [tmp_path / "go", tmp_path / "go-9.9.9"]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Removals wait until this is set."""
    event = threading.Event()

    def removed(folder: Path) -> None:
        assert event.wait(60)
        remove(folder)

    monkeypatch.setattr(removal, "remove", removed)
    yield event
    event.set()


def slowly(folder: Path) -> None:
    """Remove a folder, but not at once."""
    time.sleep(0.2)
    remove(folder)


def test_nobody_waits_for_it(folders: list[Path], tmp_path: Path, held: threading.Event) -> None:
    """The names are free at once, the end of the process waits, and all else stays."""
    remove_beside(folders, 1)
    assert not any(folder.exists() for folder in folders)
    assert size(tmp_path) == 1000  # what is on its way out is not counted
    held.set()
    end_of_removals()
    assert [file.name for file in tmp_path.iterdir()] == ["engine"]


def test_what_cannot_be_renamed_is_gone_at_once(
    folders: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk of its own keeps its name, by which the next build would find half of what was in it."""

    def busy(*_: object) -> Path:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(Path, "rename", busy)
    monkeypatch.setattr(removal, "remove", slowly)
    remove_beside(folders)
    assert [file.name for file in tmp_path.iterdir()] == ["engine"]


def test_what_follows_has_room(folders: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With less left than it needs it begins only when the folders are gone."""
    monkeypatch.setattr(removal, "remove", slowly)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5 * 10**9))
    remove_beside(folders, 6)
    assert [file.name for file in tmp_path.iterdir()] == ["engine"]


def test_what_another_run_is_making_is_left_alone(tmp_path: Path) -> None:
    """A run that has nothing to make does not wait for one that has, and takes nothing from it."""
    with one_at_a_time(tmp_path, pytest.fail):
        (tmp_path / "making-now").mkdir()
        other = threading.Thread(target=clear, args=(tmp_path,))
        other.start()
        other.join(60)
        assert not other.is_alive()
        assert (tmp_path / "making-now").is_dir()
    clear(tmp_path)
    assert not (tmp_path / "making-now").exists()

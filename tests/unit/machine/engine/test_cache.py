"""Folders of the cache are complete or absent; what a disk may answer is one clear problem."""

from __future__ import annotations

import errno
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.problems import ProblemsError
from machine import removal
from machine.cache import cache_root, explained, make, one_at_a_time, remove, size, unfinished
from machine.engine.provision import ensure
from tests.unit.machine.engine.conftest import Machine


@pytest.mark.parametrize(("set_to", "folder"), [("/somewhere", "/somewhere"), ("", None)])
def test_cache_follows_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, set_to: str, folder: str
) -> None:
    """XDG_CACHE_HOME decides; empty counts as unset, then it is ~/.cache."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", set_to)
    assert cache_root() == Path(folder or tmp_path / ".cache") / "herm" / "toolchain"


def test_folder_is_there_only_when_complete(tmp_path: Path) -> None:
    """While it is filled a folder's name does not exist; then it has what was filled in, without scratch."""
    folder = tmp_path / "thing"
    filled: list[int] = []

    def fill(content: Path, scratch: Path) -> None:
        assert not folder.exists()
        filled.append(content.stat().st_ino)
        (content / "program").write_text("x")
        (scratch / "archive").write_text("y")

    make(folder, fill)
    assert filled == [folder.stat().st_ino]  # renamed in one step, not copied file by file
    assert [file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*")] == [
        "thing",
        "thing/program",
    ]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError])
def test_failed_filling_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    """Whatever stops the filling, nothing half-made stays."""

    def fill(content: Path, _scratch: Path) -> None:
        (content / "program").write_text("x")
        raise error

    with pytest.raises(error):
        make(tmp_path / "thing", fill)
    assert list(tmp_path.iterdir()) == []


def test_what_only_a_build_needs_is_given_back(machine: Machine) -> None:
    """Sources and compiled packages are gone by their names as soon as the programs are there."""
    ensure(lambda _: None, machine.manifest())
    assert machine.asked("build")
    assert unfinished(machine.cache) is None
    assert machine.left() == []


def test_images_have_room_after_a_build(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """With less left than images and their query engine may take, the sources are gone before those begin."""

    def slowly(folder: Path) -> None:
        time.sleep(0.2)
        remove(folder)

    (machine.cache / "go").mkdir(parents=True)  # a build that broke off: it may go on with less room
    monkeypatch.setattr(removal, "remove", slowly)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5 * 10**9))
    ensure(lambda _: None, machine.manifest())
    assert list(machine.cache.glob("making-*")) == []


def test_a_removal_that_was_killed_ends_in_the_next_run(machine: Machine) -> None:
    """Also in a run that finds engine and plugins there, and has nothing to make."""
    had = ensure(lambda _: None, machine.manifest())
    (machine.cache / "making-old" / "mod").mkdir(parents=True)
    assert ensure(pytest.fail, machine.manifest()) == had
    assert machine.left() == []


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    """The next run that gets the lock clears away what nobody finishes any more, and nothing else."""
    (tmp_path / "making-old" / "content").mkdir(parents=True)
    (tmp_path / "go").mkdir()
    with one_at_a_time(tmp_path, lambda _: None):
        assert sorted(file.name for file in tmp_path.iterdir() if file.is_dir()) == ["go"]


def test_full_disk_is_one_clear_problem(tmp_path: Path) -> None:
    """A disk without room is told with the room that is needed, wherever it ran out."""
    with pytest.raises(ProblemsError, match=r"the disk is full(?s:.)*XDG_CACHE_HOME"), explained(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("begun", "asked"), [(False, 0), (True, 2)])
def test_long_build_is_not_begun_without_room(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, begun: bool, asked: int
) -> None:
    """A disk with too little room is told before Go works for minutes; what began already may still fit."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5 * 10**9))
    if begun:
        (machine.cache / "go").mkdir(parents=True)
        ensure(lambda _: None, machine.manifest())
    else:
        with pytest.raises(ProblemsError, match=r"5\.00 GB are free(?s:.)*takes 6 GB(?s:.)*XDG_CACHE_HOME"):
            ensure(lambda _: None, machine.manifest())
    assert len(machine.asked("build")) == asked


def test_other_errors_are_not_explained_away(tmp_path: Path) -> None:
    """What no disk says stays what it is."""
    with pytest.raises(OSError, match="too many"), explained(tmp_path):
        raise OSError(errno.EMFILE, "too many")


@pytest.mark.parametrize("unusable", ["/sys", "/dev/null"])
def test_unwritable_cache_is_one_clear_problem(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, unusable: str
) -> None:
    """A cache folder that cannot be made names the folder and the way out; root cannot write to these."""
    monkeypatch.setenv("XDG_CACHE_HOME", unusable)
    with pytest.raises(ProblemsError, match=r"all clones of a user share (?s:.)*XDG_CACHE_HOME=FOLDER"):
        ensure(lambda _: None, machine.manifest())


def test_size_tells_what_stays(tmp_path: Path) -> None:
    """The size counts what later runs use; what a broken-off build left is named and not counted."""
    for name in ("engine/pulumi", "docker/plugins/one", "go/build/much"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(b"x" * 1000)
    assert size(tmp_path) == 2000
    assert unfinished(tmp_path) == tmp_path / "go"
    assert size(tmp_path / "nowhere") == 0
    assert unfinished(tmp_path / "nowhere") is None


def test_size_of_files_that_go_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the engine removed between the listing and the question counts nothing and stops nothing."""
    (tmp_path / "kept").write_bytes(b"x" * 1000)
    listing: list[tuple[str, list[str], list[str]]] = [(str(tmp_path), [], ["kept", "gone.log"])]
    monkeypatch.setattr("machine.cache.os.walk", lambda _: listing)
    assert size(tmp_path) == 1000

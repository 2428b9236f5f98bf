"""What only a build needs is given back without anybody waiting, and never stays for good."""

from __future__ import annotations

import errno
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from machine.cache import one_at_a_time, remove, size, unfinished
from machine.engine import tidy
from machine.engine.provision import ensure
from machine.engine.tidy import clear, give_back
from tests.unit.machine.engine.conftest import Machine


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A cache after a build: sources, a Go of its own, and the engine that was built."""
    for name in ("go/mod/much", "go-9.9.9-linux-amd64/go/bin/go", "engine/pulumi"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(b"x" * 1000)
    return tmp_path


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Removals wait until this is set."""
    event = threading.Event()

    def removal(folder: Path) -> None:
        assert event.wait(60)
        remove(folder)

    monkeypatch.setattr(tidy, "remove", removal)
    yield event
    event.set()


def end_of_removals() -> None:
    """Wait as the end of a process does."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(60)


def test_nobody_waits_for_the_removal(built: Path, held: threading.Event) -> None:
    """The sources are gone by name at once, the process waits at its end, and what was built stays."""
    give_back(built)
    assert unfinished(built) is None
    assert size(built) == 1000  # what is on its way out is not counted
    held.set()
    end_of_removals()
    assert [file.name for file in built.iterdir()] == ["engine"]


def test_what_cannot_be_renamed_is_gone_at_once(
    built: Path, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sources on a disk of their own keep their name, by which the next build would find half of them."""

    def busy(*_: object) -> Path:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(Path, "rename", busy)
    held.set()
    give_back(built)
    assert [file.name for file in built.iterdir()] == ["engine"]


def test_what_follows_has_room(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With little room left, what follows begins only when the sources are gone."""

    def slowly(folder: Path) -> None:
        time.sleep(0.3)
        remove(folder)

    monkeypatch.setattr(tidy, "remove", slowly)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5 * 10**9))
    give_back(built)
    assert [file.name for file in built.iterdir()] == ["engine"]


def test_a_removal_that_was_killed_ends_in_the_next_run(machine: Machine) -> None:
    """Also in a run that finds engine and plugins there, and has nothing to make."""
    had = ensure(lambda _: None, machine.manifest())
    (machine.cache / "making-old" / "go" / "mod").mkdir(parents=True)
    assert ensure(pytest.fail, machine.manifest()) == had
    assert machine.left() == []


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

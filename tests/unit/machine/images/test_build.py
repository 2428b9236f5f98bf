"""Building once: half-made things go, a second run waits, a full disk is told before."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from infra.problems import ProblemsError
from machine import query_engine
from machine.images import build, ensure, postgres, python_base, stand_in
from machine.images.build import build_folder, prepare_machine
from machine.images.names import Chosen, Wanted


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and an engine without images."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(build, "present", lambda _: False)
    return tmp_path / "herm" / "images"


def test_half_made_things_go(cache: Path) -> None:
    """What a killed run left is removed before the build, and the build's own folder after it."""
    left = cache / "herm-image" / "rootfs"
    left.mkdir(parents=True)
    with build_folder("herm/image:1", print) as folder:
        assert folder == cache / "herm-image"
        assert list(folder.iterdir()) == []
        (folder / "new").touch()
    assert not (cache / "herm-image").exists()


def test_failed_build_leaves_nothing(cache: Path) -> None:
    """A build that fails leaves no folder and no lock."""
    with pytest.raises(RuntimeError), build_folder("herm/image:1", print):
        raise RuntimeError
    assert not (cache / "herm-image").exists()
    with build_folder("herm/image:1", pytest.fail) as folder:
        assert folder is not None


def test_second_run_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two runs one builds; the other waits, says so, and finds the image there."""
    waiting = threading.Event()
    found: list[Path | None] = []

    def second() -> None:
        with build_folder("herm/image:1", lambda _: waiting.set()) as folder:
            found.append(folder)

    with build_folder("herm/image:1", print):
        other = threading.Thread(target=second)
        other.start()
        assert waiting.wait(10)
        monkeypatch.setattr(build, "present", lambda _: True)
    other.join(10)
    assert found == [None]


class _Usage(NamedTuple):
    free: int


def test_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without enough space is told before anything is downloaded."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(10 * 10**6))
    with pytest.raises(ProblemsError, match=r"0\.01 GB are free"), build_folder("herm/image:1", print):
        pass


def test_unwritable_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that cannot be written is told with what to set."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(ProblemsError, match="export XDG_CACHE_HOME"), build_folder("herm/image:1", print):
        pass


def test_machines_that_cannot_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without root on Debian or Ubuntu the way out is told, and nothing is installed."""
    monkeypatch.setattr(build, "can_install", lambda: False)
    monkeypatch.setattr(build, "install", pytest.fail)
    with pytest.raises(ProblemsError, match="docker save IMAGE"):
        prepare_machine("herm/image:1", print)


WANTED = Wanted("hasura/graphql-engine:v2@sha256:1", "postgres:17@sha256:2")
BUILT = {"herm/hasura-stand-in:k", "herm/postgres-debian:k"}


@pytest.mark.parametrize(
    ("here", "pulled", "wanted", "chosen"),
    [
        ({WANTED.hasura, WANTED.postgres}, set(), WANTED, Chosen(WANTED.hasura, WANTED.postgres)),
        (set(), {WANTED.hasura, WANTED.postgres}, WANTED, Chosen(WANTED.hasura, WANTED.postgres)),
        (set(), set(), WANTED, Chosen("herm/hasura-stand-in:k", "herm/postgres-debian:k")),
        (BUILT, None, WANTED, Chosen("herm/hasura-stand-in:k", "herm/postgres-debian:k")),
        ({WANTED.hasura}, set(), WANTED, Chosen(WANTED.hasura, "herm/postgres-debian:k")),
        (
            set(),
            None,
            Wanted("herm/hasura-stand-in:old", "herm/postgres-debian:old"),
            Chosen("herm/hasura-stand-in:k", "herm/postgres-debian:k"),
        ),
    ],
)
def test_choice(
    monkeypatch: pytest.MonkeyPatch, here: set[str], pulled: set[str] | None, wanted: Wanted, chosen: Chosen
) -> None:
    """Present wins, then built before, then pulled, then built now; what herm built is never asked for.

    With the stand-in comes the page that tells how to get Hasura, since the registry is not asked again, and
    the reason why its schema is empty. Its query engine is built when its image is.
    """
    said: list[str] = []

    def pull(reference: str, _: object) -> bool:
        assert pulled is not None, "the registry was asked"
        return reference in pulled

    monkeypatch.setattr(ensure, "present", here.__contains__)
    monkeypatch.setattr(ensure, "pull", pull)
    for module, name in (
        (stand_in, "herm/hasura-stand-in:k"),
        (postgres, "herm/postgres-debian:k"),
    ):
        monkeypatch.setattr(module, "image", lambda name=name: name)
        monkeypatch.setattr(module, "ensure", lambda _, name=name: name)
    monkeypatch.setattr(python_base, "ensure", lambda _: "herm/python-debian:k")
    engines: list[object] = []
    monkeypatch.setattr(query_engine, "ensure", engines.append)
    monkeypatch.setattr(query_engine, "hindrance", lambda: "no Rust")
    assert ensure.ensure_images(wanted, said.append) == chosen
    assert any("docs/offline.md" in line for line in said) == ("stand-in" in chosen.hasura)
    assert any("no Rust" in line for line in said) == ("stand-in" in chosen.hasura)
    assert len(engines) == ("stand-in" in chosen.hasura and here != BUILT)

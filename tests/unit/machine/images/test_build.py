"""Building once: half-made things go, a second run waits, a full disk is told before."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from infra.problems import ProblemsError
from machine.images import build
from machine.images.build import build_folder, prepare_machine
from tests.support.fake_go import executable


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


_DOCKER = """
echo "$@" >>{folder}/asked
if [ "$1" = import ]; then cat >/dev/null; echo sha256:made; fi
"""


@pytest.mark.parametrize("packed", [True, False])
def test_an_image_has_its_name_only_when_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    """Half of an archive may look whole to Docker: it is thrown away, and never had the image's name."""
    executable(tmp_path / "docker", _DOCKER.format(folder=tmp_path), "/bin/sh")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    root = tmp_path / "rootfs"
    if packed:
        root.mkdir()
        build.import_rootfs(root, "herm/image:1", ("ENV A=1",))
    else:
        with pytest.raises(ProblemsError, match="cannot be packed: tar ended with 2"):
            build.import_rootfs(root, "herm/image:1", ("ENV A=1",))
    last = "tag sha256:made herm/image:1" if packed else "image rm sha256:made"
    assert (tmp_path / "asked").read_text().splitlines() == ["import --change ENV A=1 -", last]

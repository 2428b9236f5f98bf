"""Installing packages, at the same time and after an interruption; with doubles of apt-get and dpkg."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.problems import ProblemsError
from machine import apt
from machine.apt import install, update
from tests.support.fake_go import executable

# As apt and dpkg do: nothing is installed over packages that are half there, or without indexes, and who
# fetches indexes while others do is refused.
_APT = """
echo "apt-get $1" >>{folder}/asked
if [ -e {folder}/broken ]; then
    echo "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem."
    exit 100
fi
case "$1" in
update)
    if ! mkdir {folder}/locked; then echo "E: Could not get lock"; exit 100; fi
    sleep 0.1
    touch {folder}/lists
    rmdir {folder}/locked ;;
install) [ -e {folder}/lists ] || exit 100 ;;
esac
"""
_DPKG = """
echo "dpkg $@" >>{folder}/asked
if [ ! -e {folder}/hopeless ]; then rm {folder}/broken; fi
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which apt-get and dpkg note what they are asked."""
    executable(tmp_path / "apt-get", _APT.format(folder=tmp_path), "/bin/sh")
    executable(tmp_path / "dpkg", _DPKG.format(folder=tmp_path), "/bin/sh")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(apt, "_LOCK", tmp_path / "lock")
    (tmp_path / "lists").touch()
    return tmp_path


def test_two_images_that_need_packages_get_them(machine: Path) -> None:
    """The second waits until the indexes of the first are there, as it would not by apt alone."""
    (machine / "lists").unlink()

    def need(_: int) -> None:
        update(lambda _: None)
        install(("debootstrap",), lambda _: None)

    with ThreadPoolExecutor() as pool:
        assert list(pool.map(need, range(4))) == [None] * 4


def test_an_interrupted_installation_is_completed_first(machine: Path) -> None:
    """What a killed run left half installed stops no later one, which says what it does."""
    (machine / "broken").touch()
    said: list[str] = []
    install(("debootstrap",), said.append)
    assert (machine / "asked").read_text().splitlines() == [
        "apt-get install",
        "dpkg --configure -a",
        "apt-get install",
    ]
    assert "dpkg --configure -a: an installation was interrupted, and is completed first" in said


def test_whole_packages_are_left_alone(machine: Path) -> None:
    """Nothing is configured where nothing was interrupted."""
    install(("debootstrap",), lambda _: None)
    assert (machine / "asked").read_text().splitlines() == ["apt-get install"]


def test_what_cannot_be_completed_is_told(machine: Path) -> None:
    """Where dpkg does not come to an end either, apt's own words say so, after one try."""
    for name in ("broken", "hopeless"):
        (machine / name).touch()
    with pytest.raises(ProblemsError, match=r"exit code 100:\n.*dpkg was interrupted"):
        install(("debootstrap",), lambda _: None)

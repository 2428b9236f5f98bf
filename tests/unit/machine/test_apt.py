"""Installing packages, also after an installation that was interrupted; with doubles of apt-get and dpkg."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infra.problems import ProblemsError
from machine.apt import install
from tests.support.fake_go import executable

# As apt 3.0 and dpkg 1.22 do: nothing is installed over packages that are half there.
_APT = """
echo "apt-get $1" >>{folder}/asked
if [ -e {folder}/broken ]; then
    echo "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem."
    exit 100
fi
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
    return tmp_path


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

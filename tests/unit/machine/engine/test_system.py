"""The systems that herm knows, and what it says on others."""

from __future__ import annotations

import platform

import pytest

from infra.problems import ProblemsError
from machine.engine import find
from machine.system import System, this_system


@pytest.mark.parametrize(
    ("name", "machine", "expected"),
    [
        ("Linux", "x86_64", System("linux", "amd64")),
        ("Linux", "aarch64", System("linux", "arm64")),
        ("Darwin", "arm64", System("darwin", "arm64")),
        ("Darwin", "x86_64", System("darwin", "amd64")),
    ],
)
def test_known_system(monkeypatch: pytest.MonkeyPatch, name: str, machine: str, expected: System) -> None:
    """Each supported system is named as Go names it."""
    monkeypatch.setattr(platform, "system", lambda: name)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert this_system() == expected


@pytest.mark.parametrize(
    ("name", "machine"), [("Windows", "AMD64"), ("Linux", "riscv64"), ("FreeBSD", "amd64")]
)
def test_unsupported_system_is_one_clear_problem(
    monkeypatch: pytest.MonkeyPatch, name: str, machine: str
) -> None:
    """Another system is named in the problem, with those that will do."""
    monkeypatch.setattr(platform, "system", lambda: name)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    with pytest.raises(ProblemsError, match=f"System: {name} on {machine} is not supported"):
        find()

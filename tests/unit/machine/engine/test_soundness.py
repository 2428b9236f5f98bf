"""What is in the cache is run only when it is whole and nobody else could have changed it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.problems import ProblemsError
from machine.engine import find
from machine.engine.provision import ensure
from machine.engine.soundness import require_own
from tests.unit.machine.engine.conftest import Machine


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda program: program.write_bytes(program.read_bytes()[:-1]), "is cut"),
        (lambda program: program.write_bytes(b""), "is cut"),
        (lambda program: program.chmod(0o600), "cannot be executed"),
        (lambda program: program.unlink(), "is missing"),
    ],
)
@pytest.mark.parametrize("artefact", ["engine", "docker"])
def test_damaged_program_is_made_again(
    machine: Machine, harm: Callable[[Path], object], said: str, artefact: str
) -> None:
    """A program that was cut, emptied or taken away heals at the next run, which says so."""
    had = ensure(lambda _: None, machine.manifest())
    plugin = had.pulumi_home / "plugins/resource-docker-v5.0.0/pulumi-resource-docker"
    program = had.pulumi if artefact == "engine" else plugin
    content = program.read_bytes()
    (had.pulumi_home / "credentials.json").write_text("a login")
    harm(program)
    assert find(machine.manifest()) is None
    reported: list[str] = []
    assert ensure(reported.append, machine.manifest()) == had
    assert any(f"{program.name} {said}" in line and "made again" in line for line in reported)
    assert len(program.read_bytes()) == len(content)
    assert os.access(program, os.X_OK)
    assert (had.pulumi_home / "credentials.json").read_text() == "a login"
    assert machine.left() == []


@pytest.mark.parametrize("place", ["root", "folder", "program"])
def test_what_others_can_change_is_not_run(machine: Machine, place: str) -> None:
    """A cache that is open to other users is told with its remedy, which works."""
    had = ensure(lambda _: None, machine.manifest())
    path = {"root": machine.cache, "folder": had.bin, "program": had.pulumi}[place]
    path.chmod(0o777)
    with pytest.raises(ProblemsError, match=f"{path}: can be changed by other users(?s:.)*rm -rf {path}"):
        find(machine.manifest())


def test_what_belongs_to_others_is_not_run(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs of another user are not run, only one's own and root's."""
    had = ensure(lambda _: None, machine.manifest())
    owner = had.pulumi.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    if owner == 0:
        require_own([had.pulumi])
        os.chown(had.pulumi, 12345, -1)
    with pytest.raises(ProblemsError, match="belongs to another user"):
        require_own([had.pulumi])


def test_umask_of_a_group_does_not_open_the_cache(machine: Machine) -> None:
    """Under the umask of systems with private groups the programs are one's own all the same."""
    before = os.umask(0o002)
    try:
        had = ensure(lambda _: None, machine.manifest())
    finally:
        os.umask(before)
    assert find(machine.manifest()) == had


def test_sources_go_when_the_programs_are_there(machine: Machine) -> None:
    """Gigabytes that only a build reads are given back after it; after one that failed they stay."""
    sources = machine.cache / "go" / "build"
    sources.mkdir(parents=True)
    (machine.notes / "fail").write_text("does not compile")
    with pytest.raises(ProblemsError, match="does not compile"):
        ensure(lambda _: None, machine.manifest())
    assert sources.exists()
    (machine.notes / "fail").unlink()
    ensure(lambda _: None, machine.manifest())
    assert not sources.parent.exists()
    assert Path(machine.bin / "go").exists()

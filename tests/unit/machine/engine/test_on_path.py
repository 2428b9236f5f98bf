"""A `pulumi` of the user's is used when it is new enough and complete, and never touched."""

from __future__ import annotations

import os

import pytest

from machine.engine import find
from machine.engine.provision import ensure
from machine.engine.soundness import seal
from tests.unit.machine.engine.conftest import Machine
from tests.unit.machine.engine.doubles import compiled_pulumi, fake_pulumi

ENGINE = ("pulumi", "pulumi-language-python")


@pytest.mark.parametrize("version", ["3.8.0", "3.10.0", "3.9.0-alpha.1"])
def test_suitable_engine_is_used(machine: Machine, version: str) -> None:
    """An engine of the same major version, at least as new as needed, is used; only the plugin is made."""
    fake_pulumi(machine.bin, version, ENGINE)
    had = ensure(lambda _: None, machine.manifest())
    assert (had.origin, had.version, had.bin, had.pulumi) == (
        "path",
        version,
        machine.bin,
        machine.bin / "pulumi",
    )
    assert not list(machine.cache.glob("engine-*"))
    assert find(machine.manifest()) == had


@pytest.mark.parametrize("version", ["3.7.9", "2.99.0", "4.0.0", "", "nonsense"])
def test_unsuitable_engine_is_left_alone(machine: Machine, version: str) -> None:
    """One that is too old, of another major version or that tells no version is not used."""
    fake_pulumi(machine.bin, version, ENGINE)
    assert ensure(lambda _: None, machine.manifest()).origin == "built"


def test_engine_without_its_language_host_is_left_alone(machine: Machine) -> None:
    """An engine that cannot run Python programs is not used."""
    fake_pulumi(machine.bin, "3.9.0", ENGINE[:1])
    assert ensure(lambda _: None, machine.manifest()).origin == "built"


def test_linked_engine_is_used_from_where_it_is(machine: Machine) -> None:
    """A package manager's link to the engine leads to the folder that has all of its programs."""
    real = machine.bin.parent / "opt"
    fake_pulumi(real, "3.9.0", ENGINE)
    (machine.bin / "pulumi").symlink_to(real / "pulumi")
    assert ensure(lambda _: None, machine.manifest()).bin == real


def test_own_engine_on_path_is_not_the_users(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the shell of `./herm shell` the cache's own engine is on PATH and still counts as herm's."""
    had = ensure(lambda _: None, machine.manifest())
    fake_pulumi(had.bin, "3.9.0", ENGINE)
    seal(had.bin)
    monkeypatch.setenv("PATH", f"{had.bin}:{machine.bin}")
    assert find(machine.manifest()) == had


@pytest.mark.parametrize("manager", ["mise", "asdf"])
def test_version_managers_choice_is_asked_each_time(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, manager: str
) -> None:
    """A shim stays the same when another version is chosen: mise's is a link to mise, asdf's is a script."""
    monkeypatch.chdir(machine.bin)
    fake_pulumi(machine.bin, "3.9.0", ENGINE)
    if manager == "mise":
        compiled_pulumi(machine.bin, "3.9.0")
        (machine.bin / "pulumi").rename(machine.bin / "mise")
        (machine.bin / "pulumi").symlink_to("mise")
    before = ensure(lambda _: None, machine.manifest())
    assert (before.origin, before.version) == ("path", "3.9.0")
    (machine.bin / "version").write_text("echo v3.11.10\n")
    if manager == "asdf":
        shim = machine.bin / "pulumi"
        status = shim.stat()
        shim.write_text(shim.read_text().replace("v3.9.0", "v3.9.1"))
        os.utime(shim, ns=(status.st_atime_ns, status.st_mtime_ns))
    found = find(machine.manifest())
    assert found is not None
    assert found.version == {"mise": "3.11.10", "asdf": "3.9.1"}[manager]


def test_version_is_asked_once(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine is asked for its version once, and again when its file changes."""
    monkeypatch.chdir(machine.bin)
    fake_pulumi(machine.bin, "3.9.0", ENGINE)
    compiled_pulumi(machine.bin, "3.9.0")
    for _ in range(3):
        ensure(lambda _: None, machine.manifest())
    before = (machine.bin / "asked").read_text().count("asked")
    assert find(machine.manifest()) is not None
    assert (machine.bin / "asked").read_text().count("asked") == before
    compiled_pulumi(machine.bin, "3.11.10")
    with (machine.bin / "pulumi").open("ab") as program:
        program.write(b"another version")
    found = find(machine.manifest())
    assert found is not None
    assert found.version == "3.11.10"

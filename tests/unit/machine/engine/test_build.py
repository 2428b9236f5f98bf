"""Where no release can be had it is built: what Go is told, what the user is told, what can go wrong."""

from __future__ import annotations

import stat
import time

import pytest

from infra.problems import ProblemsError
from machine.engine import build, find
from machine.engine.build import throttled
from machine.engine.provision import ensure
from tests.unit.machine.engine.conftest import Machine


def test_unreachable_release_is_built(machine: Machine) -> None:
    """With no server reachable both artefacts are built, compiled and copied programs alike."""
    said: list[str] = []
    had = ensure(said.append, machine.manifest())
    assert had.origin == "built"
    assert "-X example.org/one.Version=3.9.0" in had.pulumi.read_text()
    assert (had.bin / "pulumi-language-python").read_text() == "#!/bin/sh\n"
    assert all(file.stat().st_mode & stat.S_IXUSR for file in had.bin.glob("pulumi*"))
    assert (had.pulumi_home / "plugins/resource-docker-v5.0.0/pulumi-resource-docker").is_file()
    assert find(machine.manifest()) == had
    assert any("building from source code, once per user" in line for line in said)


def test_second_run_builds_nothing(machine: Machine) -> None:
    """What is in the cache is not built again."""
    first = ensure(lambda _: None, machine.manifest())
    asked = machine.asked("")
    assert ensure(lambda _: None, machine.manifest()) == first
    assert machine.asked("") == asked


def test_go_builds_what_is_locked_and_nothing_else(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's proxy is kept; settings of the user's other work that would change the result are not."""
    for name, value in {
        "GOPROXY": "https://proxy",
        "GOFLAGS": "-mod=mod",
        "GOOS": "plan9",
        "GOROOT": "/x",
    }.items():
        monkeypatch.setenv(name, value)
    ensure(lambda _: None, machine.manifest())
    lines = (machine.notes / "environment").read_text().splitlines()
    used = dict(line.partition("=")[::2] for line in lines)
    assert used["GOPROXY"] == "https://proxy"
    assert "-mod=readonly" in used["GOFLAGS"]
    assert (used["GOWORK"], used["GOTOOLCHAIN"], used["CGO_ENABLED"]) == ("off", "local", "0")
    assert "GOOS" not in used
    assert "GOROOT" not in used
    assert used["GOCACHE"].startswith(str(machine.cache))


def test_progress_counts_packages(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report says how far a build is, of how much."""
    monkeypatch.setattr(build, "throttled", lambda report: report)
    said: list[str] = []
    ensure(said.append, machine.manifest())
    assert [line for line in said if line.startswith("pulumi:")] == [
        "pulumi: fetched 1 modules of source code",
        "pulumi: compiled 1 of 3 packages",
        "pulumi: compiled 2 of 3 packages",
        "pulumi: compiled 3 of 3 packages",
    ]


def test_reports_are_throttled() -> None:
    """A thousand packages a second are told in one line."""
    said: list[str] = []
    tell = throttled(said.append, seconds=3600)
    for number in range(1000):
        tell(str(number))
    assert said == ["0"]


def test_first_report_is_passed_on_by_a_clock_that_just_began(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock counts from the machine's boot: a span longer than that holds back no first line."""
    monkeypatch.setattr(time, "monotonic", lambda: 5.0)
    said: list[str] = []
    throttled(said.append, seconds=3600)("first")
    assert said == ["first"]


FAILURES = {
    "main.go:1:1: syntax error, far too long": (r"go build: failed with Go 1\.26\.1", "syntax error"),
    "go: dial tcp: lookup proxy: no such host": (r"go build: source code cannot be fetched", "GOPROXY"),
    "write /x: no space left on device": (r"the disk is full", "XDG_CACHE_HOME"),
}


@pytest.mark.parametrize("words", FAILURES)
def test_failed_build_is_one_clear_problem(machine: Machine, words: str) -> None:
    """A failed build says why in Go's words and what to do; nothing half-made is left, and it can go on."""
    (machine.notes / "fail").write_text(words)
    with pytest.raises(ProblemsError, match=FAILURES[words][0]) as failed:
        ensure(lambda _: None, machine.manifest())
    assert FAILURES[words][1] in str(failed.value)
    assert machine.left() == []
    assert find(machine.manifest()) is None
    (machine.notes / "fail").unlink()
    assert ensure(lambda _: None, machine.manifest()).origin == "built"

"""What a killed engine leaves behind is removed; what a living one owns is not."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.problems import ProblemsError
from machine.docker import daemon as docker_daemon
from machine.docker.daemon import remove_stale, start


@pytest.fixture
def run() -> Iterator[Path]:
    """A folder in the role of /run, with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="herm") as folder:
        yield Path(folder)


def listen(file: Path) -> socket.socket:
    """A socket at which somebody listens."""
    file.parent.mkdir(parents=True, exist_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(file))
    listening.listen()
    return listening


def test_pid_that_belongs_to_another_program(run: Path) -> None:
    """A process-id file is stale when its number belongs to another program by now."""
    (run / "docker.pid").write_text(str(os.getpid()))
    remove_stale(run)
    assert not (run / "docker.pid").exists()


def test_pid_of_a_process_that_is_gone(run: Path) -> None:
    """A process-id file is stale when its process is gone."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    (run / "docker" / "containerd").mkdir(parents=True)
    file = run / "docker" / "containerd" / "containerd.pid"
    file.write_text(str(gone.pid))
    remove_stale(run)
    assert not file.exists()


def test_pid_of_a_dead_engine_that_nobody_reaped(run: Path, tmp_path: Path) -> None:
    """A dead engine that its parent has not reaped keeps its number, but not its process-id file."""
    program = tmp_path / "dockerd"
    program.symlink_to("/bin/true")
    dead = subprocess.Popen([str(program)])
    os.waitid(os.P_PID, dead.pid, os.WEXITED | os.WNOWAIT)
    (run / "docker.pid").write_text(str(dead.pid))
    remove_stale(run)
    dead.wait()
    assert not (run / "docker.pid").exists()


def test_pid_of_a_living_engine_stays(run: Path, tmp_path: Path) -> None:
    """The process-id file of an engine that runs stays."""
    program = tmp_path / "dockerd"
    program.symlink_to("/bin/sleep")
    living = subprocess.Popen([str(program), "60"])
    while not Path(f"/proc/{living.pid}/cmdline").read_bytes():
        pass  # the kernel is still loading it
    (run / "docker.pid").write_text(str(living.pid))
    remove_stale(run)
    living.kill()
    living.wait()
    assert (run / "docker.pid").exists()


def test_dead_socket(run: Path) -> None:
    """A socket at which nobody listens any more is removed, one with a listener stays."""
    listen(run / "docker.sock").close()
    with listen(run / "containerd" / "containerd.sock"):
        remove_stale(run)
        assert not (run / "docker.sock").exists()
        assert (run / "containerd" / "containerd.sock").exists()


@pytest.fixture
def machine(run: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without systemd whose PATH has a dockerd, still to be written, and nothing else."""
    monkeypatch.setattr(docker_daemon, "_RUN", run)
    monkeypatch.setattr(docker_daemon, "_SYSTEMD", run / "no-systemd")
    monkeypatch.setattr(docker_daemon, "LOG", run / "dockerd.log")
    monkeypatch.setenv("PATH", str(run))
    return run / "dockerd"


def script(file: Path, text: str) -> None:
    """Write a program."""
    file.write_text(f"#!{sys.executable}\n{text}\n")
    file.chmod(0o755)


def test_engine_that_fails_shows_its_log(machine: Path) -> None:
    """An engine that stops at once is reported with the last lines of its log."""
    script(machine, "raise SystemExit('Devices cgroup is not mounted')")
    with pytest.raises(
        ProblemsError, match=r"did not start; its log ends:\n    Devices cgroup is not mounted"
    ):
        start(lambda: False, print)


def test_engine_in_its_own_session(machine: Path) -> None:
    """The engine runs in a session of its own, so that it outlives the command that started it."""
    answer = machine.parent / "answer"
    script(machine, f"import os, pathlib; pathlib.Path({str(answer)!r}).write_text(str(os.getsid(0)))")
    start(lambda: answer.exists() and answer.read_text() != "", print)
    assert int(answer.read_text()) != os.getsid(0)


def test_engine_that_another_run_started(machine: Path) -> None:
    """An engine that answers by the time it is this run's turn is left alone."""
    script(machine, "raise SystemExit(1)")
    start(lambda: True, print)
    assert not docker_daemon.LOG.exists()

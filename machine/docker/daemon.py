"""Starting an installed engine: by systemd where it runs the machine, else as a process of its own.

A machine without an init system (a container, a small virtual machine) leaves behind what a killed engine
left: process-id files whose numbers belong to others by now, and sockets at which nobody listens. The engine
refuses to start over them, so they are removed first, and only when their owner is gone.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from infra.problems import fail
from machine.lock import held
from machine.report import Report, tail

LOG = Path("/var/log/herm-dockerd.log")
_RUN = Path("/run")
_SYSTEMD = _RUN / "systemd" / "system"
_WAIT_SECONDS = 60
_PID_FILES = {"docker.pid": "dockerd", "docker/containerd/containerd.pid": "containerd"}
_SOCKETS = ("docker.sock", "containerd/containerd.sock", "docker/containerd/containerd.sock")


def start(answers: Callable[[], bool], report: Report) -> None:
    """Start the engine and wait until it answers; needs root.

    Args:
        answers: Whether the engine answers by now.
        report: Told what is done.

    Raises:
        ProblemsError: It did not answer in time; carries the last lines of its log.
    """
    with held(_RUN / "herm-docker.lock", "another run of herm starts the engine; waiting for it", report):
        if answers():  # another run, or the package's own script, was faster
            return
        if _SYSTEMD.is_dir():
            _start_by_systemd(answers, report)
        else:
            _start_alone(answers, report)


def _start_by_systemd(answers: Callable[[], bool], report: Report) -> None:
    report("systemctl start docker")
    started = subprocess.run(["systemctl", "start", "docker"], capture_output=True, text=True, check=False)
    if started.returncode != 0 or not answers():
        reason = started.stderr.strip() or "systemd started the engine, and it does not answer"
        raise fail("Docker", reason, "journalctl -u docker -n 20")


def _start_alone(answers: Callable[[], bool], report: Report) -> None:
    """Wait for an engine that is on its way (or on its way out), start one as soon as there is none."""
    deadline = time.monotonic() + _WAIT_SECONDS
    daemon: subprocess.Popen[bytes] | None = None
    while not answers():
        if daemon is None:
            remove_stale(_RUN)
            if not (_RUN / "docker.pid").exists():
                daemon = _launch(report)
        elif daemon.poll() is not None:
            raise fail("Docker", f"the engine did not start; its log ends:\n{_log_tail()}", f"less {LOG}")
        if time.monotonic() > deadline:
            reason = f"the engine does not answer after {_WAIT_SECONDS} s; its log ends:\n{_log_tail()}"
            raise fail("Docker", reason, f"less {LOG}")
        time.sleep(0.3)


def _launch(report: Report) -> subprocess.Popen[bytes]:
    """Dockerd in a session of its own, so that it outlives this command."""
    environment = os.environ | {"PATH": _path_with_working_iptables(report)}
    report(f"starting dockerd (log: {LOG})")
    with LOG.open("wb") as log:
        return subprocess.Popen(
            ["dockerd"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=environment,
        )


def remove_stale(run: Path) -> None:
    """Remove process-id files and sockets of an engine that is gone."""
    for name, program in _PID_FILES.items():
        file = run / name
        if file.exists() and not _runs(file, program):
            file.unlink(missing_ok=True)
    for name in _SOCKETS:
        file = run / name
        if file.is_socket() and not _listens(file):
            file.unlink(missing_ok=True)


def _runs(pid_file: Path, program: str) -> bool:
    """Whether the process of the file is that program, and not one that is dead and not yet reaped."""
    try:
        process = Path("/proc", pid_file.read_text().strip())
        return (process / "comm").read_text().strip() == program and bool((process / "cmdline").read_bytes())
    except OSError:
        return False


def _listens(file: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(file))
        except OSError:
            return False
    return True


def _path_with_working_iptables(report: Report) -> str:
    """PATH for the engine; legacy iptables come first when the kernel lacks what the default needs."""
    path = os.environ.get("PATH", os.defpath)
    legacy = shutil.which("iptables-legacy")
    if _iptables_works("iptables") or legacy is None or not _iptables_works(legacy):
        return path
    report("this kernel has no nf_tables: the engine gets iptables-legacy")
    folder = _RUN / "herm-iptables"
    folder.mkdir(exist_ok=True)
    for name in ("iptables", "ip6tables"):
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(legacy.replace("iptables", name))
    return f"{folder}{os.pathsep}{path}"


def _iptables_works(command: str) -> bool:
    try:
        listed = subprocess.run([command, "-t", "nat", "-L", "-n"], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return listed.returncode == 0


def _log_tail() -> str:
    try:
        return tail(LOG.read_text(errors="replace"), 12) or "    (empty)"
    except OSError:
        return "    (no log)"

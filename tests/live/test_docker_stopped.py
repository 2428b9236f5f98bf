"""Docker stopped under a running stack: herm says so, starts it again where it may, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.clones import Clone

_PID = Path("/var/run/docker.pid")


@pytest.fixture
def stopped_docker(clone: Clone) -> Clone:
    """The clone, up and with a row of data, after its Docker was stopped."""
    if os.geteuid() != 0:
        pytest.skip("stopping this machine's Docker needs root; CI has it")
    clone.sql(
        "CREATE TABLE IF NOT EXISTS kept (word text); DELETE FROM kept; INSERT INTO kept VALUES ('here')"
    )
    if shutil.which("systemctl") and Path("/run/systemd/system").exists():
        subprocess.run(["systemctl", "stop", "docker.socket", "docker"], check=True)
    else:
        os.kill(int(_PID.read_text(encoding="utf-8")), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0:
        assert time.monotonic() < deadline, "Docker goes on answering"
        time.sleep(0.2)
    return clone


def test_up_starts_docker_again_and_finds_everything(stopped_docker: Clone) -> None:
    """`./herm status` tells that Docker is not running, and `./herm up` brings all back with its data."""
    status = stopped_docker.herm("status", check=False)
    assert status.returncode == 1
    assert "not running: ./herm up" in status.stderr
    stopped_docker.herm("up")
    assert stopped_docker.sql("SELECT word FROM kept") == "here"
    assert stopped_docker.herm("status").returncode == 0

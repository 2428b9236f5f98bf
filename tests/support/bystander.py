"""What somebody else has in the machine's Docker while the tests run: it has to stay as it is."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import uuid
from pathlib import Path
from typing import Any

_SOCKET = Path("/var/run/docker.sock")
_WORD = "written before the tests"


class Bystander:
    """A running container with a row of data on a volume, and a network, made before the tests."""

    def __init__(self, image: str) -> None:
        self.name = f"bystander-{uuid.uuid4().hex[:8]}"
        _docker("network", "create", self.name)
        place = ("--network", self.name, "--volume", f"{self.name}:/kept")
        write = f"echo '{_WORD}' >/kept/word; trap 'exit 0' TERM; while :; do sleep 1; done"
        _docker("run", "--detach", "--name", self.name, *place, "--entrypoint", "sh", image, "-c", write)
        # The volume's time is that of the last file that was made on it.
        _docker("exec", self.name, "sh", "-c", "until [ -s /kept/word ]; do sleep 0.1; done")

    def facts(self) -> dict[str, Any]:
        """All that changes when somebody stops, replaces, empties or restarts what is here."""
        container = json.loads(_docker("container", "inspect", self.name))[0]
        return {
            "container": container["Id"],
            "runs since": container["State"]["StartedAt"] if container["State"]["Running"] else "ended",
            "restarts": container["RestartCount"],
            "network": json.loads(_docker("network", "inspect", self.name))[0]["Id"],
            "volume": json.loads(_docker("volume", "inspect", self.name))[0]["CreatedAt"],
            "data": _docker("exec", self.name, "cat", "/kept/word"),
            "engine's process": _listener(),
        }

    def remove(self) -> None:
        """Take it away again."""
        _docker("rm", "--force", self.name)
        _docker("volume", "rm", "--force", self.name)
        _docker("network", "rm", self.name)


def _listener() -> int | None:
    """The process that listens at the machine's socket; None where Docker is elsewhere."""
    if not _SOCKET.exists() or not hasattr(socket, "SO_PEERCRED"):
        return None
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(_SOCKET))
        process, _, _ = struct.unpack("3i", probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(process)


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr}"
    return done.stdout.strip()

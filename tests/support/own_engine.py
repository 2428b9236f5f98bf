"""A Docker engine that belongs to one test session: own processes, files, network and socket.

It lives in Linux namespaces. There, /var/run/docker.sock and /var/lib/docker are its own, so what is tested
starts, stops and empties "the machine's engine" by the means of every user, and the machine's real engine
never notices. There is no way out of its network: images come from the machine's engine, by `load`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PLACES = ("/var/lib/docker", "/var/lib/containerd", "/var/log", "/etc/docker")
"""What an engine keeps, and what steers it: empty folders stand there instead."""


class NoNamespacesError(Exception):
    """This machine cannot have an engine of a test's own; says why."""


class OwnEngine:
    """The namespaces, and in them an engine as `./herm up` starts one."""

    def __init__(self, folder: Path) -> None:
        binds = [f"mount --bind {folder}{place} {place}" for place in _PLACES if Path(place).is_dir()]
        for place in _PLACES:
            (folder / place.lstrip("/")).mkdir(parents=True)
        ready = folder / "ready"
        script = ["set -e", "mount -t tmpfs -o mode=755 tmpfs /run", *binds, "ip link set lo up"]
        # The first process of the namespaces: it reaps what is left of others, and its end is their end.
        script += [f"touch {ready}", "while :; do sleep 1; done"]
        namespaces = ("--mount", "--net", "--pid", "--mount-proc", "--fork", "--kill-child")
        command = ["unshare", *namespaces, "sh", "-c", "\n".join(script)]
        with (folder / "said").open("wb") as said:
            self._holder = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
        while not ready.exists():
            if self._holder.poll() is not None:
                raise NoNamespacesError((folder / "said").read_text(errors="replace").strip())
            time.sleep(0.05)
        children = Path(f"/proc/{self._holder.pid}/task/{self._holder.pid}/children")
        self._first = children.read_text(encoding="ascii").split()[0]
        self.start()

    def prefix(self, folder: Path) -> tuple[str, ...]:
        """What goes before a command so that it runs here, in a folder."""
        return ("nsenter", "--target", self._first, "--mount", "--net", "--pid", f"--wd={folder}")

    def start(self) -> None:
        """Start the engine as `./herm up` does."""
        program = "from machine.docker.engine import ensure_docker; ensure_docker(print)"
        self._run([sys.executable, "-c", program])

    def docker(self, *arguments: str, check: bool = True) -> str:
        """Run `docker` on this engine and return what it prints."""
        return self._run(["docker", *arguments], check)

    def kill(self) -> None:
        """Kill the engine as a crash would: its process ends at once and tidies nothing."""
        self._run(["sh", "-c", "kill -KILL $(cat /run/docker.pid)"])
        deadline = time.monotonic() + 30
        while self.answers():
            assert time.monotonic() < deadline, "the engine goes on answering"
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether the engine runs."""
        done = subprocess.run([*self.prefix(ROOT), "docker", "info"], capture_output=True, check=False)
        return done.returncode == 0

    def load(self, reference: str) -> str:
        """Copy an image of the machine's engine; returns its name here, which has no digest."""
        name = reference.partition("@")[0]
        asked = ["docker", "image", "inspect", "--format", "{{.Id}}", reference]
        identity = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        with tempfile.TemporaryFile() as archive:
            subprocess.run(["docker", "save", identity], stdout=archive, check=True)
            archive.seek(0)
            loading = [*self.prefix(ROOT), "docker", "load", "--quiet"]
            subprocess.run(loading, stdin=archive, capture_output=True, check=True)
        self.docker("tag", identity, name)
        return name

    def close(self) -> None:
        """End every process of it; nothing stays on the machine but the folder."""
        if self.answers():
            containers = self.docker("ps", "--all", "--quiet").split()
            if containers:
                self.docker("rm", "--force", *containers)
        self._holder.kill()
        self._holder.wait()

    def _run(self, command: Sequence[str], check: bool = True) -> str:
        done = subprocess.run(
            [*self.prefix(ROOT), *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{command} ended with {done.returncode}: {done.stdout}")
        return done.stdout.strip()

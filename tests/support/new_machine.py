"""A machine on which `./herm up` runs for the first time, as far as its engine goes.

Doubles are Go, whose build can be held, and the `docker` command. The engine is real and on PATH: what is
missing is the Docker plugin.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from machine.engine import ensure
from tests.support.clones import Clone
from tests.support.fake_go import executable, fake_go
from tests.support.processes import wait_for

# Has the images that it was asked to pull; waits, refuses or is silent on demand.
_DOCKER = """
notes={notes}
echo "$@" >>"$notes/docker"
case "$1" in
version)
    if [ -e "$notes/silent" ]; then exit 1; fi
    echo '{{"Client": {{"Context": "default"}}, "Server": {{"Version": "27.1"}}}}' ;;
image) [ -e "$notes/images/$3" ] ;;
pull)
    echo $$ >"$notes/pulling.new" && mv "$notes/pulling.new" "$notes/pulling"
    while [ -e "$notes/hold" ]; do sleep 0.02; done
    if [ -e "$notes/refuse" ]; then echo "denied: requested access to the resource is denied"; exit 1; fi
    mkdir -p "$notes/images/$2" ;;
*) exit 1 ;;
esac
"""


class NewMachine:
    """A machine without the Docker plugin, whose releases nobody serves.

    Attributes:
        clone: The clone on it.
        notes: What the doubles did, and what they are told to do.
        variables: The environment of its user.
    """

    def __init__(self, clone: Clone, folder: Path) -> None:
        self.clone, self.notes, self.cache = clone, folder / "notes", folder / "cache"
        programs = folder / "bin"
        self._runs: list[subprocess.Popen[str]] = []
        self.notes.mkdir()
        fake_go(programs, self.notes, "1.99.0")
        executable(programs / "docker", _DOCKER.format(notes=shlex.quote(str(self.notes))), "/bin/sh")
        dead = "http://127.0.0.1:9"
        self.variables = {
            "PATH": os.pathsep.join([str(programs), str(ensure(print).bin), os.environ["PATH"]]),
            "XDG_CACHE_HOME": str(self.cache),
            "HTTPS_PROXY": dead,
            "https_proxy": dead,
            "PYTHONSAFEPATH": "1",  # somebody's, who wants no module of the folder that they stand in
        }

    def tell(self, *words: str) -> None:
        """Have the doubles do something from now on: `block`, `hold`, `refuse`, `silent`."""
        for word in words:
            (self.notes / word).touch()

    def untell(self, *words: str) -> None:
        """Have them do it no more."""
        for word in words:
            (self.notes / word).unlink()

    def pulled(self) -> list[str]:
        """The images that Docker was asked to pull."""
        lines = (self.notes / "docker").read_text().splitlines()
        return [line.removeprefix("pull ") for line in lines if line.startswith("pull ")]

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start `./herm up`."""
        self._runs.append(self.clone.popen("up", *options, **self.variables))
        return self._runs[-1]

    def close(self) -> None:
        """Let whatever still waits go on, and end what a failed test has left."""
        for word in ("block", "hold"):
            (self.notes / word).unlink(missing_ok=True)
        for run in self._runs:
            if run.poll() is None:
                run.terminate()
                run.communicate()

    def up(self, *options: str) -> str:
        """What `./herm up` says, which fails at the latest where there are no containers."""
        done = self.clone.herm("up", *options, check=False, **self.variables)
        assert done.returncode == 1
        return done.stderr

    def pid(self, name: str) -> int:
        """The process of a double that waits."""
        wait_for((self.notes / name).exists)
        return int((self.notes / name).read_text())

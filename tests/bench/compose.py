"""The same stack for docker-compose, which is what a developer without herm would use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from infra.docker.health import HASURA_LOOKS, POSTGRES_LOOKS
from infra.problems import fail
from machine.program import printed
from tests.bench.measure import Run, run

_CONTAINERS = 2


def find_compose() -> tuple[str, ...]:
    """The command: `docker-compose`, or the plugin; Debian's package is installed where root may.

    Raises:
        ProblemsError: When there is none.
    """
    if shutil.which("docker-compose"):
        return ("docker-compose",)
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if plugin.returncode == 0:
        return ("docker", "compose")
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "docker-compose"]
        subprocess.run(
            install, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, capture_output=True, check=False
        )
    if shutil.which("docker-compose"):
        return ("docker-compose",)
    raise fail("docker-compose", "is what herm is measured against", "sudo apt-get install docker-compose")


class Compose:
    """One compose project in a private folder.

    Args:
        folder: Where its file goes; only this user may read it, since it holds the stack's secrets.
        name: The project's name.
        port: Port of the API on 127.0.0.1.
        images: Image of each service.
    """

    def __init__(self, folder: Path, name: str, port: int, images: Mapping[str, str]) -> None:
        self._command = (*find_compose(), "-p", name)
        self._name = name
        self._folder = folder
        self._port = port
        self._images = images
        folder.mkdir(mode=0o700)

    def write(self, environment: Mapping[str, str], password: str) -> None:
        """Write the project's file: the stack that herm's component makes."""
        document = {
            "version": "2.4",
            "services": {
                "postgres": {
                    "image": self._images["postgres"],
                    "environment": {
                        "POSTGRES_USER": "hasura",
                        "POSTGRES_DB": "hasura",
                        "POSTGRES_PASSWORD": _plain(password),
                    },
                    "volumes": ["data:/var/lib/postgresql/data"],
                    "stop_signal": "SIGINT",
                    "healthcheck": asdict(POSTGRES_LOOKS),
                },
                "hasura": {
                    "image": self._images["hasura"],
                    "environment": {name: _plain(value) for name, value in environment.items()},
                    "ports": [f"127.0.0.1:{self._port}:8080"],
                    "depends_on": {"postgres": {"condition": "service_healthy"}},
                    "healthcheck": asdict(HASURA_LOOKS),
                },
            },
            "volumes": {"data": {}},
        }
        file = self._folder / "docker-compose.yml"
        file.touch(mode=0o600)
        file.write_text(json.dumps(document), encoding="utf-8")

    def up(self) -> Run:
        """`docker-compose up -d`."""
        return run((*self._command, "up", "-d"), self._folder, os.environ)

    def up_until_healthy(self) -> Run:
        """The same and the wait for health: what newer ones have as `--wait`, and `pulumi up` always."""
        started = time.monotonic()
        done = self.up()
        while not self._is_healthy():
            time.sleep(0.02)
        return replace(done, seconds=time.monotonic() - started)

    def _is_healthy(self) -> bool:
        project = f"label=com.docker.compose.project={self._name}"
        asked = ("docker", "ps", "--quiet", "--filter", project, "--filter", "health=healthy")
        return len(printed(asked).split()) == _CONTAINERS

    def down(self) -> None:
        """Remove containers, network and data."""
        run((*self._command, "down", "--volumes"), self._folder, os.environ)


def _plain(value: str) -> str:
    """A value that compose takes as it is: `$` starts a variable in its files."""
    return value.replace("$", "$$")

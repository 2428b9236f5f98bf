"""Containers for one test: on a network of their own, with the images that herm builds, gone afterwards."""

from __future__ import annotations

import subprocess
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import httpx

from machine.images import Chosen, Wanted, ensure_images
from machine.images.names import POSTGRES, STAND_IN

PASSWORD = "it's a pass/word"  # with what shells, SQL and URLs would like to eat
DATABASE_URL = "postgres://hasura:it%27s%20a%20pass%2Fword@postgres:5432/hasura"
DATABASE = {"POSTGRES_USER": "hasura", "POSTGRES_DB": "hasura", "POSTGRES_PASSWORD": PASSWORD}


@cache
def built() -> Chosen:
    """The images that herm builds, built on first use: collecting tests needs no Docker."""
    return ensure_images(Wanted(f"{STAND_IN}:any", f"{POSTGRES}:any"), print)


def docker(*arguments: str, check: bool = True) -> str:
    """Run docker and return all that it prints."""
    done = subprocess.run(
        ["docker", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if check and done.returncode != 0:
        raise AssertionError(f"docker {' '.join(arguments)}: {done.stdout}")
    return done.stdout.strip()


def wait_until(condition: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something holds; that it never does is the failure."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)


class Sandbox:
    """A network, the volumes and the containers of one test."""

    def __init__(self) -> None:
        self.name = f"herm-test-{uuid.uuid4().hex[:8]}"
        self._containers: list[str] = []
        docker("network", "create", self.name)

    def remove(self) -> None:
        """Remove everything, whatever state it is in."""
        for container in self._containers:
            docker("rm", "--force", "--volumes", container, check=False)
        docker("volume", "rm", "--force", f"{self.name}-data", check=False)
        docker("network", "rm", self.name, check=False)

    def run(
        self,
        role: str,
        image: str,
        environment: Mapping[str, str],
        *options: str,
        command: Sequence[str] = (),
    ) -> str:
        """Start a container; its role is its host name."""
        container = f"{self.name}-{role}"
        docker("rm", "--force", container, check=False)
        self._containers.append(container)
        variables = [part for pair in environment.items() for part in ("--env", "=".join(pair))]
        place = ("--network", self.name, "--network-alias", role)
        docker("run", "--detach", "--name", container, *place, *variables, *options, image, *command)
        return container

    def postgres(self, **changes: str) -> str:
        """Start PostgreSQL on the test's volume."""
        volume = f"{self.name}-data:/var/lib/postgresql/data"
        options = ("--volume", volume, "--stop-signal", "SIGINT")
        return self.run("postgres", built().postgres, DATABASE | changes, *options)

    def hasura(self, **variables: str) -> tuple[str, str]:
        """Start the stand-in; returns the container and its address. Names without `HASURA_GRAPHQL_`."""
        environment = {
            "HASURA_GRAPHQL_DATABASE_URL": DATABASE_URL,
            "HASURA_GRAPHQL_ADMIN_SECRET": "the-admin-secret",
        } | {f"HASURA_GRAPHQL_{name}": value for name, value in variables.items()}
        options = ("--publish", "127.0.0.1::8080", "--add-host", "host:host-gateway")
        container = self.run("hasura", built().hasura, environment, *options)
        port = docker("port", container, "8080/tcp", check=False).rpartition(":")[2]
        return container, f"http://127.0.0.1:{port}"

    def healthy_stack(self, **variables: str) -> tuple[str, str, str]:
        """PostgreSQL and the stand-in, both healthy: the two containers and the address."""
        database = self.postgres()
        wait_until(lambda: accepts(database))
        hasura, url = self.hasura(**variables)
        wait_until(lambda: health(url) == 200)
        return database, hasura, url


def accepts(container: str) -> bool:
    """Whether a PostgreSQL accepts connections from the network.

    It is asked inside of the container, for ten seconds: to start a program there takes Docker ten times as
    long as that program.
    """
    ask = "n=0; until pg_isready -h 127.0.0.1 || [ $((n += 1)) -gt 100 ]; do sleep 0.1; done"
    return docker("exec", container, "sh", "-c", ask, check=False).endswith("accepting connections")


def sql(container: str, statement: str, password: str = PASSWORD) -> str:
    """Run a statement over the network, as Hasura's role."""
    command = ("psql", "-h", "127.0.0.1", "-U", "hasura", "-d", "hasura", "-Atc", statement)
    return docker("exec", "--env", f"PGPASSWORD={password}", container, *command, check=False)


def health(url: str) -> int:
    """The status of `/healthz`; 0 when nobody answers."""
    try:
        return httpx.get(f"{url}/healthz", timeout=5).status_code
    except httpx.HTTPError:
        return 0


def exit_code(container: str) -> int:
    """How a container ended."""
    return int(docker("wait", container))


def peak_mebibytes(container: str) -> int:
    """The most memory that the first process of a container has had so far."""
    status = docker("exec", container, "cat", "/proc/1/status")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024

"""A clone of the project in a temporary folder, used as its user would: through the README's commands."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import re
import shlex
import shutil
import socket
import subprocess
import uuid
from pathlib import Path
from typing import Any

from cli.stack.engine import RARELY_TIDIED
from cli.up.things import things
from tests.support.environments import give_environment
from tests.support.paths import ROOT, project_files

# What the machine running the tests may have set for its own Pulumi must not reach the clone's.
_FOREIGN = ("PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_HOME")

_JUDGES = ("up", "status")
"""The verbs whose success means that the stack is well."""


def free_port() -> int:
    """A port on 127.0.0.1 that nobody uses right now.

    It is below those that systems give to outgoing connections: one of them would take it while a container
    is being replaced.
    """
    while True:
        port = random.randrange(20000, 32768)  # noqa: S311 - a port, not a secret
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Clone:
    """One clone with a stack of its own: own names in Docker, own port, own state and secrets.

    Attributes:
        prefix: What goes before each command, where the clone's machine is one of its own.
    """

    def __init__(self, folder: Path, *, ready: bool = False, made: bool = False) -> None:
        """Make it.

        Args:
            folder: Where.
            ready: Whether its Python environment is there, as after a first `./herm`.
            made: Whether git has put its files there already, as into a worktree.
        """
        self.folder = folder
        self.prefix: tuple[str, ...] = ()
        self._shell = ""
        self._well: set[str] = set()
        self.name = f"herm-test-{uuid.uuid4().hex[:8]}"
        self.first_port = self.port = free_port()
        if not made:
            self._make()
        if ready:
            give_environment(folder)

    def _make(self) -> None:
        """The project's files, in a repository of their own."""
        for source in project_files():
            target = self.folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
        who = ("-c", "user.name=t", "-c", "user.email=t@localhost")
        for command in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "clone")):
            subprocess.run(["git", *who, *command], cwd=self.folder, check=True)

    @property
    def url(self) -> str:
        """Base address of the API."""
        return f"http://localhost:{self.port}"

    @property
    def own_settings(self) -> tuple[str, ...]:
        """Arguments of `./herm up` that keep this clone apart from every other stack on the machine."""
        return ("--config", f"herm:dockerName={self.name}", "--config", f"herm:hasuraPort={self.port}")

    def environment(self, **extra: str) -> dict[str, str]:
        """The environment of a user's shell, as it is; commands of tests are `RARELY_TIDIED` too."""
        return {name: value for name, value in os.environ.items() if name not in _FOREIGN} | extra

    def herm(self, *arguments: str, check: bool = True, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run `./herm` with arguments."""
        done = self._run(["./herm", *arguments], check, extra)
        if done.returncode == 0 and arguments[0] in _JUDGES and "--stack" not in arguments:
            self._well.add(self._standing())
        return done

    def popen(self, *arguments: str, **extra: str) -> subprocess.Popen[str]:
        """Start `./herm` in a process group of its own, both output streams as one."""
        return subprocess.Popen(
            [*self.prefix, "./herm", *arguments],
            cwd=self.folder,
            env=RARELY_TIDIED | self.environment(**extra),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def pulumi(
        self, *arguments: str, stdin: str = "", check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run plain `pulumi` from a shell that evaluated `./herm shell`."""
        script = f"{self.shell()}\nexec pulumi {shlex.join(arguments)}"
        return self._run(["sh", "-c", script], check, {}, stdin)

    def shell(self) -> str:
        """What `./herm shell` prints, which is the same each time; it is asked once."""
        self._shell = self._shell or self.herm("shell").stdout
        return self._shell

    def _run(
        self, command: list[str], check: bool, extra: dict[str, str], stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*self.prefix, *command],
            cwd=self.folder,
            env=RARELY_TIDIED | self.environment(**extra),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def config(self, name: str) -> str:
        """One setting, revealed."""
        return self.pulumi("config", "get", f"herm:{name}", "--stack", "dev").stdout.rstrip("\n")

    def settings(self) -> dict[str, str]:
        """Every setting of stack dev by name, secrets revealed; objects are left out."""
        shown = self.pulumi("config", "--json", "--show-secrets", "--stack", "dev").stdout
        return {
            name.removeprefix("herm:"): entry["value"]
            for name, entry in json.loads(shown).items()
            if "value" in entry
        }

    def container(self, role: str) -> dict[str, Any]:
        """What Docker knows of a container of this clone's."""
        (description,) = self._containers(role)
        return description

    def identities(self) -> dict[str, tuple[str, str]]:
        """Id and start time of each container: both change when it is replaced or restarted."""
        roles = ("postgres", "hasura")
        found = ((one["Id"], one["State"]["StartedAt"]) for one in self._containers(*roles))
        return dict(zip(roles, found, strict=True))

    def _containers(self, *roles: str) -> list[dict[str, Any]]:
        """All in one question: a program that starts is most of the time that it takes."""
        done = self._docker("inspect", *(f"{self.name}-{role}" for role in roles), check=True)
        descriptions: list[dict[str, Any]] = json.loads(done.stdout)
        return descriptions

    def is_well(self) -> bool:
        """Whether it stands as it did when `./herm status` or `./herm up` found it well."""
        return self._standing() in self._well

    def _standing(self) -> str:
        """What `./herm status` judges, as one number: Docker's things, settings, passphrase and state."""
        names = (f"{self.name}-hasura", f"{self.name}-postgres", self.name, f"{self.name}-data")
        kept = ("Pulumi.dev.yaml", ".herm/passphrase", ".herm/state/.pulumi/stacks/herm/dev.json")
        files = [path.read_bytes() for path in map(self.folder.joinpath, kept) if path.exists()]
        return hashlib.sha256(repr((things(names), files)).encode()).hexdigest()

    def sql(self, statement: str) -> str:
        """Run one statement as the database's own superuser, over its socket."""
        psql = ("psql", "-U", "hasura", "-d", "hasura", "-Atc", statement)
        return self._docker("exec", f"{self.name}-postgres", *psql, check=True).stdout.strip()

    def remove(self) -> None:
        """Leave nothing of this clone in Docker, whatever state it is in."""
        names = [f"{self.name}-hasura", f"{self.name}-postgres"]
        self._docker("rm", "--force", *names)
        self._docker("network", "rm", self.name)
        self._docker("volume", "rm", "--force", f"{self.name}-data")

    def _docker(self, *arguments: str, check: bool = False) -> subprocess.CompletedProcess[str]:
        """Run `docker` where the clone's containers are."""
        command = [*self.prefix, "docker", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=check)


def masked(text: str) -> str:
    """Output with its durations taken out, to compare two runs."""
    return re.sub(r"\(\d+\.\d s\)", "(time)", text)

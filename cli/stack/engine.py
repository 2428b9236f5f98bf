"""Running the real `pulumi`: one object for a project folder and the environment in which all is found.

Values go in through standard input and files, never through arguments, which other users could see.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cli.stack.engine_errors import engine_failure
from infra.config.schema import PREFIX, own_settings
from machine.engine import Toolchain

# The backend replaces a state file at one stroke, but writes the attributes beside it in place: a kill at
# that moment leaves a state that cannot be loaded. Nothing reads the attributes of a local file.
WHOLE_FILES_ONLY = "?metadata=skip"

RARELY_TIDIED = {"GOGC": "400"}
"""Has programs in Go look for memory to reuse later: a run that changes nothing takes a tenth less of a
processor, for an eighth more memory."""

Environment = Mapping[str, str | None]
"""Variables that a process gets besides those of the user's shell; None takes one away."""


@dataclass(frozen=True)
class Engine:
    """The engine on one project.

    Attributes:
        folder: The project's folder.
        environment: What plain `pulumi` needs there, besides what the user's shell has.
    """

    folder: Path
    environment: Environment

    @property
    def process_environment(self) -> dict[str, str]:
        """The whole environment of a `pulumi` process that herm starts."""
        merged = {**RARELY_TIDIED, **os.environ, **self.environment}
        return {name: value for name, value in merged.items() if value is not None}

    def run(self, *arguments: str, stdin: str = "") -> str:
        """Run `pulumi` to its end and return its standard output.

        Raises:
            ProblemsError: With the engine's own words, and what to do about them, when it fails.
        """
        done = self.attempt(*arguments, stdin=stdin)
        if done.returncode != 0:
            raise engine_failure(arguments, done.stderr or done.stdout)
        return done.stdout

    def attempt(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run `pulumi` to its end, however it ends."""
        return subprocess.run(
            self._command(arguments),
            cwd=self.folder,
            env=self.process_environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def running(self, *arguments: str, output: IO[str], **more: str) -> subprocess.Popen[str]:
        """Start `pulumi`.

        Args:
            arguments: Of the command line.
            output: Takes what it prints on both streams.
            more: Environment variables of this run alone.
        """
        return subprocess.Popen(
            self._command(arguments),
            cwd=self.folder,
            env=self.process_environment | more,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def config(self, stack: str) -> dict[str, str]:
        """All settings of a stack by name, secrets revealed; objects and arrays as JSON.

        Raises:
            ProblemsError: When the stack is not there or its secrets cannot be read.
        """
        document: dict[str, dict[str, Any]] = json.loads(
            self.run("config", "--stack", stack, "--json", "--show-secrets")
        )
        return {
            name: entry["value"] if "value" in entry else json.dumps(entry.get("objectValue"))
            for name, entry in own_settings(document).items()
        }

    def set_secret(self, stack: str, name: str, value: str) -> None:
        """Store a secret setting, encrypted; `name.entry` is an entry of an object."""
        self.set_value(stack, name, value, secret=True)

    def set_value(self, stack: str, path: str, value: str, *, secret: bool) -> None:
        """Store a setting, or an entry of one: `name.entry` of an object, `name[0]` of an array."""
        options = (
            "--secret" if secret else "--plaintext",
            *(("--path",) if re.search(r"[.\[]", path) else ()),
        )
        self.run("config", "set", *options, PREFIX + path, "--stack", stack, stdin=value)

    def outputs(self, stack: str) -> dict[str, Any]:
        """The stack's outputs; empty before its first `up`."""
        values: dict[str, Any] = json.loads(self.run("stack", "output", "--json", "--stack", stack))
        return values

    @staticmethod
    def _command(arguments: tuple[str, ...]) -> list[str]:
        return ["pulumi", "--non-interactive", "--color", "never", *arguments]


def engine_environment(
    tools: Toolchain, *, home: Path, backend: str, passphrase_file: Path, python: Path
) -> dict[str, str | None]:
    """What `pulumi` needs to find everything, and nothing of what a user's own Pulumi is set up with.

    Args:
        tools: The engine.
        home: PULUMI_HOME, with the plugins.
        backend: Where the states are.
        passphrase_file: Holds the key to the secrets.
        python: The virtual environment in which the program runs.
    """
    return {
        "PATH": os.pathsep.join([str(python / "bin"), str(tools.bin), os.environ.get("PATH", "")]),
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": backend,
        "PULUMI_CONFIG_PASSPHRASE": None,
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase_file),
        # With every plugin in place there is nothing to fetch; without this the engine asks the network for
        # the plugin of each provider package it sees, even of one that the stack does not use.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # The engine keeps a log of every run and cannot be told not to; its own limit is 500 MB, and it
        # looks at every file of them at each start. 20 MB hold about a thousand runs.
        "PULUMI_LOG_ROTATION_MAX_TOTAL_MB": os.environ.get("PULUMI_LOG_ROTATION_MAX_TOTAL_MB") or "20",
        # Compiled modules halve the time of every run.
        "PYTHONDONTWRITEBYTECODE": None,
        **_direct_to_this_machine(),
    }


def _direct_to_this_machine() -> dict[str, str]:
    """Engine, language host and plugins talk to each other here; a proxy must not get in between."""
    names = {name.lower() for name, value in os.environ.items() if value}
    if not names & {"http_proxy", "https_proxy", "all_proxy", "grpc_proxy"}:
        return {}
    given = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    hosts = [host.strip() for host in given.split(",") if host.strip()]
    hosts += [host for host in ("127.0.0.1", "localhost") if host not in hosts]
    return {"no_proxy": ",".join(hosts), "NO_PROXY": ",".join(hosts)}

"""Running the real `pulumi` with this clone's state, passphrase and plugins.

Values go in through standard input and files, never through arguments, which other users could see.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from cli.paths import PASSPHRASE, ROOT, STATE, VIRTUALENV
from infra.config.schema import PREFIX
from infra.problems import ProblemsError, fail
from machine.engine import Toolchain, find

# With every plugin in place there is nothing to fetch; without this the engine asks the network for the
# plugin of each provider package it sees, even of one that the stack does not use.
_QUIET = {
    "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    "PULUMI_SKIP_UPDATE_CHECK": "true",
}

# The backend replaces a state file at one stroke, but writes the attributes beside it in place: a kill at
# that moment leaves a state that cannot be loaded. Nothing reads the attributes of a local file.
WHOLE_FILES_ONLY = "?metadata=skip"


def variables(toolchain: Toolchain) -> dict[str, str]:
    """The environment with which plain `pulumi` finds everything; a user's own backend or passphrase wins."""
    values = dict(_QUIET)
    values["PATH"] = os.pathsep.join(
        [str(VIRTUALENV / "bin"), str(toolchain.bin), os.environ.get("PATH", "")]
    )
    values["PULUMI_HOME"] = str(toolchain.pulumi_home)
    if "PULUMI_BACKEND_URL" not in os.environ:
        values["PULUMI_BACKEND_URL"] = STATE.as_uri() + WHOLE_FILES_ONLY
    if not {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & os.environ.keys():
        values["PULUMI_CONFIG_PASSPHRASE_FILE"] = str(PASSPHRASE)
    return values


def process_environment() -> Mapping[str, str]:
    """The whole environment of a `pulumi` process."""
    environment = {**os.environ, **variables(_toolchain())}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def _toolchain() -> Toolchain:
    found = find()
    if found is None:
        raise fail("Pulumi", "is not on this machine yet, and every stack needs it", "./herm up")
    return found


def run(*arguments: str, stdin: str = "") -> str:
    """Run `pulumi` to its end and return its standard output.

    Raises:
        ProblemsError: With the engine's own words when it fails.
    """
    done = subprocess.run(
        ["pulumi", *arguments, "--non-interactive"],
        cwd=ROOT,
        env=process_environment(),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise engine_failure(arguments, done.stderr or done.stdout)
    return done.stdout


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run `pulumi` and read its output, both streams as one, while it runs."""
    with subprocess.Popen(
        ["pulumi", *arguments, "--non-interactive"],
        cwd=ROOT,
        env=process_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process


def engine_failure(arguments: Sequence[str], output: str) -> ProblemsError:
    """The failure of a `pulumi` command, with what the engine said."""
    return fail(
        f"pulumi {' '.join(arguments[:2])}", output.strip(), "pulumi's own words are above; then run it again"
    )


def config(stack: str) -> dict[str, str]:
    """All settings of a stack by name, secrets revealed; objects and arrays as JSON.

    Raises:
        ProblemsError: When the stack is not there or its secrets cannot be read.
    """
    document: dict[str, dict[str, Any]] = json.loads(
        run("config", "--stack", stack, "--json", "--show-secrets")
    )
    return {
        name.removeprefix(PREFIX): entry["value"]
        if "value" in entry
        else json.dumps(entry.get("objectValue"))
        for name, entry in document.items()
        if name.startswith(PREFIX)
    }


def set_secret(stack: str, name: str, value: str) -> None:
    """Store a secret setting, encrypted; the value goes in through standard input."""
    run("config", "set", "--secret", PREFIX + name, "--stack", stack, stdin=value)


def outputs(stack: str) -> dict[str, Any]:
    """The stack's outputs; empty before its first `up`."""
    values: dict[str, Any] = json.loads(run("stack", "output", "--json", "--stack", stack))
    return values

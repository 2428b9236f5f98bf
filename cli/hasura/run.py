"""Running Hasura's command line in a project's folder: with a stack's connection, and nothing inherited.

Secrets are in its environment and never in its arguments, which every user of the machine can see.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cli.hasura.connection import ENDPOINT, connection, without_hasura
from cli.hasura.program import InImage, OnPath, command_line
from infra.config.docker import DockerSettings
from infra.config.settings import Settings
from infra.contract import SERVER_PORT

CONSOLE_PORT, API_PORT = 9695, 9693
_HERE = "127.0.0.1"


def run_hasura(settings: Settings, project: Path, arguments: Sequence[str]) -> int:
    """Run it with these arguments; its exit code, as a shell tells it.

    Raises:
        ProblemsError: It cannot be had.
    """
    outer = without_hasura(os.environ)
    program = command_line(settings, outer)
    variables = connection(settings)
    if isinstance(program, OnPath):
        return _wait([program.path, *arguments], project, {**outer, **variables})
    variables[ENDPOINT] = _inner_address(settings)
    command = container_command(program, settings, project, variables)
    return _wait([*command, *arguments], project, {**outer, **variables})


def run_console(settings: Settings, project: Path) -> int:
    """Serve its console on this machine alone, until Ctrl-C.

    Raises:
        ProblemsError: It cannot be had.
    """
    outer = without_hasura(os.environ)
    program = command_line(settings, outer)
    variables = connection(settings)
    ports = ("--console-port", str(CONSOLE_PORT), "--api-port", str(API_PORT))
    serve = ("console", "--no-browser", *ports)
    if isinstance(program, OnPath):
        return _wait([program.path, *serve, "--address", _HERE], project, {**outer, **variables})
    # The page is used in a browser on this machine, which knows other addresses than the container does.
    seen = ("--api-host", f"http://{_HERE}", "--console-hge-endpoint", settings.own_origin)
    variables[ENDPOINT] = _inner_address(settings)
    command = container_command(program, settings, project, variables, (CONSOLE_PORT, API_PORT))
    return _wait([*command, *serve, "--address", "0.0.0.0", *seen], project, {**outer, **variables})  # noqa: S104


def container_command(
    program: InImage,
    settings: Settings,
    project: Path,
    variables: Mapping[str, str],
    ports: Sequence[int] = (),
) -> list[str]:
    """What stands before the arguments: as this user, in the stack's network, ports for this machine alone.

    A variable is named and not given: docker takes its value from its own environment.
    """
    docker = settings.target if isinstance(settings.target, DockerSettings) else None
    terminal = ["--tty"] if sys.stdin.isatty() and sys.stdout.isatty() else []
    return [
        *("docker", "run", "--rm", "--init", "--interactive", *terminal),
        *("--user", f"{os.getuid()}:{os.getgid()}"),
        *(("--network", docker.name) if docker else ()),
        *(option for port in ports for option in ("--publish", f"{_HERE}:{port}:{port}")),
        *("--volume", f"{project}:{project}", "--workdir", str(project)),
        *("--env", "HOME=/tmp"),  # it keeps notes of its own at home, and this user has none there
        *(option for name in variables for option in ("--env", name)),
        *("--entrypoint", "hasura-cli", program.image),
    ]


def _inner_address(settings: Settings) -> str:
    """The API's address from a container: on Docker by its name in the stack's network."""
    if isinstance(settings.target, DockerSettings):
        return f"http://hasura:{SERVER_PORT}"
    return settings.own_origin


def _wait(command: Sequence[str], project: Path, environment: Mapping[str, str]) -> int:
    try:
        code = subprocess.run(command, cwd=project, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return code if code >= 0 else 128 - code

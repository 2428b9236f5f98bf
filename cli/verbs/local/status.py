"""`./herm status`: what runs, where, and the command for what is missing."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.table import Table

from cli.console import error_console
from cli.docker.containers import container, state_of
from cli.paths import DEV, STATE
from cli.stack.settings import plain, value_of
from infra.config.settings import STAND_IN_REPOSITORY
from machine.docker.engine import find_docker
from machine.engine import find

EXAMPLES = """\b
Examples:
  ./herm status
  ./herm status --json | jq .containers
"""


@click.command(epilog=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, on standard output.")
def status(as_json: bool) -> int:
    """Tell what runs, where, and what is missing; exit code 0 when the API is healthy, 1 when it is not."""
    facts = gather()
    if as_json:
        click.echo(json.dumps(facts, indent=2))
    else:
        _print(facts)
    return 0 if facts["healthy"] else 1


def gather() -> dict[str, Any]:
    """Everything that `./herm status` tells, ready for JSON; needs neither the engine nor the passphrase."""
    toolchain, docker = find(), find_docker()
    name, port = _setting("dockerName"), _setting("hasuraPort")
    states = {
        role: state_of(container(f"{name}-{role}")) if docker else "unknown"
        for role in ("postgres", "hasura")
    }
    stand_in = _setting("hasuraImage").startswith(STAND_IN_REPOSITORY)
    return {
        "healthy": states == {"postgres": "healthy", "hasura": "healthy"},
        "endpoint": f"http://localhost:{port}/v1/graphql",
        "engine": "stand-in" if stand_in else "hasura",
        "containers": {f"{name}-{role}": state for role, state in states.items()},
        "docker": docker.version if docker else None,
        "pulumi": f"{toolchain.version}, {toolchain.origin}" if toolchain else None,
        "state": str(STATE) if STATE.exists() else None,
    }


def _setting(name: str) -> str:
    return value_of(plain(DEV), name)


def _print(facts: dict[str, Any]) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_row("API", facts["endpoint"] if facts["healthy"] else "not up: ./herm up")
    engine = facts["engine"]
    table.add_row(
        "Engine", "stand-in (Hasura's image could not be pulled)" if engine == "stand-in" else engine
    )
    for name, state in facts["containers"].items():
        table.add_row(name, state)
    table.add_row("Docker", facts["docker"] or "not running: ./herm up")
    table.add_row("Pulumi", facts["pulumi"] or "not installed: ./herm up")
    table.add_row("State", facts["state"] or "none yet: ./herm up")
    error_console().print(table)

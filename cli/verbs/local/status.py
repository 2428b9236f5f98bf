"""`./herm status`: what runs, where, and the command for what is missing."""

from __future__ import annotations

from typing import Any

import click
from rich.table import Table
from rich.text import Text

from cli.console import print_json, print_table
from cli.docker.containers import containers, state_of
from cli.docker.kept_metadata import kept_only, why_not_served
from cli.paths import DEV, STATE
from cli.stack.clone import backend, chosen_backend, known_things, opens_secrets
from cli.stack.settings import plain, value_of
from cli.stack.state import Thing, gone, state_file
from cli.up.page import OFFLINE, stand_in_answers
from cli.verbs.local.options import STACK
from cli.verbs.local.stacks import check_local_stack
from infra.config.settings import STAND_IN_REPOSITORY
from machine.cache import cache_root, size, unfinished
from machine.docker.engine import find_docker
from machine.engine import find

EXAMPLES = """\b
Examples:
  ./herm status
  ./herm status --json | jq .containers
  ./herm status --stack alice
"""

_ANOTHERS = "belongs to another clone"


@click.command(epilog=EXAMPLES)
@STACK
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def status(stack: str, as_json: bool) -> int:
    """Tell what runs, where, and what is missing.

    Exit code 0 when the API is healthy and the stack's secrets can be read, 1 when not.
    """
    check_local_stack(stack)
    facts = gather(stack)
    if as_json:
        print_json(facts)
    else:
        _print(stack, facts)
    return 0 if facts["healthy"] and facts["secrets"] != "unreadable" else 1


def gather(stack: str) -> dict[str, Any]:
    """Everything that `./herm status` tells, ready for JSON; needs neither the engine nor the passphrase."""
    tools, docker, values = find(), find_docker(), plain(stack)
    name, port = value_of(values, "dockerName"), value_of(values, "hasuraPort")
    known, trouble = _known(stack)
    names = [f"{name}-{role}" for role in ("postgres", "hasura")]
    found = containers(names) if docker else {}
    states = {one: _state(found.get(one), known) if docker else "unknown" for one in names}
    stand_in = value_of(values, "hasuraImage").startswith(STAND_IN_REPOSITORY)
    asked = stand_in and states[f"{name}-postgres"] == "healthy"
    return {
        "healthy": set(states.values()) == {"healthy"},
        "endpoint": f"http://localhost:{port}/v1/graphql",
        "engine": "stand-in" if stand_in else "hasura",
        "keptOnly": kept_only(f"{name}-postgres") if asked else [],
        "queries": why_not_served(f"{name}-postgres") if asked else "",
        "containers": states,
        "missing": [str(thing) for thing in gone(known or ())] if docker else [],
        "docker": docker.version if docker else None,
        "pulumi": f"{tools.version}, {tools.origin}" if tools else None,
        "state": trouble or chosen_backend() or (str(STATE) if STATE.exists() else None),
        "secrets": "readable" if opens_secrets(stack) else "unreadable",
        "cache": _cache(),
    }


def _cache() -> str:
    """What all clones of this user share, with its size; and what a build that broke off left."""
    root = cache_root()
    left = unfinished(root)
    more = f", and some GB that only a build needs: rm -rf {left}" if left else ""
    return f"{size(root) / 10**6:.0f} MB in {root}{more}"


def _known(stack: str) -> tuple[tuple[Thing, ...] | None, str | None]:
    """What the stack's state knows in Docker, and what is wrong with the state."""
    try:
        return known_things(stack), None
    except (OSError, ValueError):
        return (), f"damaged: {state_file(backend(), stack)}"


def _state(description: dict[str, Any] | None, known: tuple[Thing, ...] | None) -> str:
    """A container's state; one that the stack's state does not know is not this clone's."""
    if description is None or known is None or description["Id"] in {thing.id for thing in known}:
        return state_of(description)
    return _ANOTHERS


def _print(stack: str, facts: dict[str, Any]) -> None:
    up = "./herm up" if stack == DEV else f"./herm up --stack {stack}"
    engine = facts["engine"]
    rows = {
        "API": facts["endpoint"] if facts["healthy"] else f"not up in this clone: {up}",
        "Engine": f"stand-in: {stand_in_answers()} ({OFFLINE})" if engine == "stand-in" else engine,
        "Not served": f"by the stand-in, and kept for Hasura: {', '.join(facts['keptOnly'])}",
        "Queries": "not by the present metadata, with which the query engine does not start: "
        f"{facts['queries']}; change what that names, then: ./herm project apply",
        **facts["containers"],
        **dict.fromkeys(facts["missing"], f"gone from Docker: {up}"),
        "Docker": facts["docker"] or f"not running: {up}",
        "Pulumi": facts["pulumi"] or f"not installed: {up}",
        "Cache": facts["cache"],
        "State": facts["state"] or f"none yet: {up}",
        "Secrets": f"unreadable with the passphrase here: {up} tells more",
    }
    if not facts["keptOnly"]:
        del rows["Not served"]
    if not facts["queries"]:
        del rows["Queries"]
    if facts["secrets"] == "readable":
        del rows["Secrets"]
    table = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        table.add_row(Text(name), Text(value, overflow="fold"))
    print_table(table)

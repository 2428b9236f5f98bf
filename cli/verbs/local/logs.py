"""`./herm logs`: what the containers of a local stack say."""

from __future__ import annotations

import click

from cli.verbs.local.options import STACK
from cli.verbs.local.stacks import own_container, run_docker

EXAMPLES = """\b
Examples:
  ./herm logs                  Hasura's last 100 lines
  ./herm logs -f               and what comes, until Ctrl-C
  ./herm logs postgres --tail 20
"""


@click.command(epilog=EXAMPLES)
@click.argument("container", type=click.Choice(["hasura", "postgres"]), default="hasura")
@click.option("--follow", "-f", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option(
    "--tail", type=click.IntRange(min=0), default=100, show_default=True, help="How many lines to begin with."
)
@STACK
def logs(container: str, follow: bool, tail: int, stack: str) -> int:
    """Show what a container says: Hasura's unless postgres is asked for."""
    name = own_container(stack, container)
    return run_docker("logs", "--tail", str(tail), *(["--follow"] if follow else []), name)

"""`./herm psql`: PostgreSQL's own client on a local stack's database."""

from __future__ import annotations

import sys

import click

from cli.verbs.local.options import STACK
from cli.verbs.local.stacks import own_container, run_docker

EXAMPLES = """\b
Examples:
  ./herm psql
  ./herm psql -- -c 'select version()'
  ./herm psql < schema.sql
"""


@click.command(epilog=EXAMPLES)
@STACK
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(stack: str, arguments: tuple[str, ...]) -> int:
    """Open psql on the database, as its owner; what stands after -- goes to psql.

    It talks to the server over its own socket, inside the container: no password, no port.
    """
    name = own_container(stack, "postgres", running=True)
    terminal = ["--tty"] if sys.stdin.isatty() and sys.stdout.isatty() else []
    client = ("psql", "-U", "hasura", "-d", "hasura")
    return run_docker("exec", "--interactive", *terminal, name, *client, *arguments)

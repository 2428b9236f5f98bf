"""`./herm auth check`: what Hasura answers to many requests, in one process."""

from __future__ import annotations

import json
import sys

import click

from hasura.batch import decide_line

_MALFORMED_INPUT = 2


@click.group(help="Decide requests as Hasura does, JSON lines in and out.")
def auth() -> None:
    """The group; its one verb is `check`."""


@auth.command(
    help="""Read one request a line on standard input, write one answer a line on standard output.

    A malformed line is answered with an `error` field; the exit code is then 2. docs/auth.md tells the form.

    \b
    Example:
      echo '{"env": {"HASURA_GRAPHQL_ADMIN_SECRET": "s"}, "headers": []}' | ./herm auth check
    """
)
def check() -> int:
    """Answer every line before the next one is read, so that a pipe may hold a conversation."""
    all_well_formed = True
    for line in sys.stdin.buffer:
        answer, well_formed = decide_line(line)
        all_well_formed = all_well_formed and well_formed
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0 if all_well_formed else _MALFORMED_INPUT

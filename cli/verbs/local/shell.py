"""`./herm shell`: the environment for plain `pulumi`, to be evaluated by the user's shell."""

from __future__ import annotations

import shlex

import click

from cli.stack.clone import shell_environment
from infra.problems import fail
from machine.engine import find

EXAMPLES = """\b
Example:
  eval "$(./herm shell)"
  pulumi preview --stack dev --diff
"""


@click.command(epilog=EXAMPLES)
def shell() -> None:
    """Print the environment for plain pulumi; nothing in it is a secret."""
    tools = find()
    if tools is None:
        raise fail("Pulumi", "is not on this machine yet", "./herm up")
    for name, value in shell_environment(tools).items():
        click.echo(f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}")

"""`./herm shell`: the environment for plain `pulumi`, to be evaluated by the user's shell."""

from __future__ import annotations

import shlex

import click

from cli.stack.engine import variables
from infra.problems import fail
from machine.engine import find


@click.command(
    help="""Print the environment for plain pulumi.

    \b
    Example:
      eval "$(./herm shell)"
      pulumi preview --stack dev --diff
    """
)
def shell() -> None:
    """Print `export` lines; nothing in them is a secret."""
    toolchain = find()
    if toolchain is None:
        raise fail("Pulumi", "is not on this machine yet", "./herm up")
    click.echo("unset PYTHONDONTWRITEBYTECODE")
    for name, value in variables(toolchain).items():
        click.echo(f"export {name}={shlex.quote(value)}")

"""`./herm env`: an env file with which Hasura's command line reaches a stack."""

from __future__ import annotations

import os
import shlex

import click

from cli.console import error_console
from cli.hasura.connection import connection
from cli.hasura.env_file import write_env_file
from cli.paths import DEV, ROOT
from cli.project.locate import project_folder
from cli.stack.settings import settings

EXAMPLES = """\b
Examples:
  ./herm env
  ./herm env --stack prod
  hasura metadata diff --envfile .env/hasura.dev.env
"""


@click.command(epilog=EXAMPLES)
@click.option("--stack", default=DEV, show_default=True, help="Which stack.")
def env(stack: str) -> None:
    """Write .env/hasura.STACK.env, with which Hasura's command line reaches a stack.

    The file is for you alone and stays out of git. Its path is printed; its values never are.
    """
    found = settings(stack)
    variables = connection(found)
    file = write_env_file(project_folder(found.project) or ROOT, stack, variables)
    click.echo(os.path.relpath(file))
    console = error_console()
    console.print(
        f"it has {', '.join(variables)}; only you can read it, and it stays out of git", markup=False
    )
    if winning := sorted(name for name in variables if name in os.environ):
        console.print(f"this shell's own would win over the file: unset {shlex.join(winning)}", markup=False)

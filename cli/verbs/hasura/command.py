"""`./herm hasura ARGUMENTS`: Hasura's own command line on a stack's project."""

from __future__ import annotations

import click

from cli.hasura.run import run_hasura
from cli.paths import DEV
from cli.project.locate import needed_folder
from cli.stack.settings import settings

# What comes from the stack; an admin secret in an argument could be seen by every user of the machine.
_OF_THE_STACK = ("--endpoint", "--admin-secret", "--envfile", "--project")

EXAMPLES = """\b
Examples:
  ./herm hasura migrate status --database-name default
  ./herm hasura metadata diff
  ./herm hasura --stack prod metadata export
"""


@click.command(
    "hasura",
    epilog=EXAMPLES,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.option("--stack", default=DEV, show_default=True, help="Which stack.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, required=True)
def hasura(stack: str, arguments: tuple[str, ...]) -> int:
    """Run Hasura's own command line in the project's folder, with a stack's address and admin secret.

    It is the one on PATH where that has the stack's version, else that of Hasura's image. Files that it
    writes are yours. Options of herm's stand before its arguments.
    """
    given = [one for one in arguments if one.partition("=")[0] in _OF_THE_STACK]
    if given:
        raise click.UsageError(
            f"{given[0].partition('=')[0]} comes from the stack: choose that with --stack."
        )
    if arguments[0] == "console":
        raise click.UsageError("For the console there is ./herm console, which this machine alone can reach.")
    found = settings(stack)
    return run_hasura(found, needed_folder(stack, found.project).resolve(), arguments)

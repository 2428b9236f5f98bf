"""`./herm console`: Hasura's console of a project, which writes each change to its files."""

from __future__ import annotations

import click

from cli.console import error_console
from cli.hasura.run import CONSOLE_PORT, run_console
from cli.paths import DEV
from cli.project.locate import needed_folder
from cli.stack.settings import settings

EXAMPLES = """\b
Examples:
  ./herm console
  ./herm console --stack alice
"""


@click.command(epilog=EXAMPLES)
@click.option("--stack", default=DEV, show_default=True, help="Which stack.")
def console(stack: str) -> int:
    """Serve Hasura's console for the project, until Ctrl-C.

    What is changed in it becomes migrations and metadata in the project's folder; what is changed in the
    server's own console does not. The page holds the admin secret: this machine alone can reach it.
    """
    found = settings(stack)
    project = needed_folder(stack, found.project).resolve()
    error_console().print(f"http://localhost:{CONSOLE_PORT} once it is ready; Ctrl-C ends it", markup=False)
    return run_console(found, project)

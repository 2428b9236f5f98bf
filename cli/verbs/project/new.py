"""`./herm project new`: an empty project."""

from __future__ import annotations

from pathlib import Path

import click

from cli.console import error_console
from cli.paths import DEV
from cli.project.locate import check_is_folder, usual_folder
from cli.project.new import write_new
from cli.stack.settings import plain, value_of
from delivery.folder.text import shown
from infra.config.commands import set_command

EXAMPLES = """\b
Examples:
  ./herm project new
  ./herm project new ../api             a folder elsewhere
"""


@click.command(epilog=EXAMPLES)
@click.argument("folder", required=False)
def new(folder: str | None) -> None:
    """Write an empty Hasura project, which Hasura's CLI takes as it is.

    Without FOLDER it is written where the stacks look for it: the setting herm:project, else project.
    """
    values = plain(DEV)
    usual = usual_folder(value_of(values, "project"))
    chosen = usual if folder is None else Path(folder).absolute()
    check_is_folder(DEV, chosen)
    write_new(chosen, f"http://localhost:{value_of(values, 'hasuraPort')}")
    console = error_console()
    console.print(f"{shown(chosen)} is an empty Hasura project", markup=False)
    if chosen.resolve() != usual.resolve():
        console.print(f"stacks find it by: {set_command(DEV, 'project', str(chosen))}", markup=False)
    console.print("./herm up applies it to dev; ./herm project export fills it from dev", markup=False)

"""`./herm project export`: a stack's metadata, written into the project."""

from __future__ import annotations

import click

from cli.console import error_console, print_json
from cli.project.export import check_kept, make_export
from cli.project.locate import needed_folder
from cli.project.present import look
from cli.project.work import opened
from cli.verbs.project.options import JSON, STACK
from delivery.folder.text import shown

EXAMPLES = """\b
Examples:
  ./herm project export                 what you made in the console, as files
  git diff project                      look at it
  ./herm project export --stack prod --json
"""


@click.command(epilog=EXAMPLES)
@STACK
@JSON
@click.option("--yes", is_flag=True, help="Overwrite files with changes that are not in git, too.")
def export(stack: str, as_json: bool, yes: bool) -> None:
    """Write the metadata of a stack into the project's folder, as Hasura's CLI lays it out.

    Files that say the same already stay as they are. The database itself is not looked at: its tables are
    the migrations' matter.
    """
    with opened(stack) as (found, api):
        project = needed_folder(found.stack, found.project)
        todo = make_export(project, look(api).metadata)
    if not yes:
        check_kept(project, (*todo.texts, *todo.stale), stack)
    todo.carry_out()
    if as_json:
        written, removed = ([shown(file) for file in files] for files in (todo.texts, todo.stale))
        print_json({"stack": stack, "written": written, "removed": removed})
        return
    for word, files in (("written", todo.texts), ("removed", todo.stale)):
        for file in files:
            click.echo(f"{word}  {shown(file)}")
    if not todo.texts and not todo.stale:
        error_console().print(f"{shown(project)} says what stack {stack} has already", markup=False)

"""`./herm project watch`: the project applied to dev as its files change."""

from __future__ import annotations

import signal

import click

from cli.console import error_console, print_problems
from cli.paths import DEV
from cli.project import local
from cli.project.locate import needed_folder
from cli.project.work import opened
from infra.problems import ProblemsError


@click.command(epilog="\b\nExamples:\n  ./herm project watch\n")
def watch() -> int:
    """Apply the project to dev now, and again whenever its files change.

    What is wrong in a file is told, and waited for. Ctrl-C ends it.
    """
    with opened(DEV) as (found, _):
        needed_folder(DEV, found.project)
    try:
        for _ in local.changes(DEV):
            try:
                local.bring(found)
            except ProblemsError as error:
                print_problems(error.problems)
            error_console().print("[dim]waiting for changes; Ctrl-C ends it[/]")
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0

"""`./herm export compose`: a stack as a compose project, for whoever wants to go on without herm."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from cli.console import error_console
from cli.moving.database import dump_out_commands
from cli.moving.exported import COMPOSE, exported
from cli.moving.files import write_files
from cli.paths import DEV
from cli.stack.settings import settings
from infra.config.docker import DockerSettings

EXAMPLES = """\b
Examples:
  ./herm export compose
  ./herm export compose --output ~/api --force
"""


@click.group("export")
def export() -> None:
    """Take a stack of herm's elsewhere."""


@export.command(epilog=EXAMPLES)
@click.option("--stack", default=DEV, show_default=True, help="Which stack.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("compose"),
    show_default=True,
    help="The folder that takes the files.",
)
@click.option("--force", is_flag=True, help="Replace files that are there.")
def compose(stack: str, output: Path, force: bool) -> None:
    """Write a stack as a compose file, with its secrets in env files that only you can read.

    The stack stays as it is. With the same port, only one of the two runs at a time.
    """
    found = settings(stack)
    project = exported(found)
    write_files(output, project, force=force)
    for name in project.files:
        click.echo(output / name)
    console = error_console()
    if found.engine == "stand-in":
        console.print("the image is the stand-in engine's, which this machine alone has", markup=False)
    if isinstance(found.target, DockerSettings):
        console.print("To go on there, with the data:")
        for command in dump_out_commands(stack, found.target.name, shlex.quote(str(output / COMPOSE))):
            console.print(f"    {command}", markup=False)

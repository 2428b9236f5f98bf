"""`./herm import compose`: Hasura's variables of a compose file become a stack's settings."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from cli.console import error_console, print_json, print_table
from cli.moving.database import move_commands
from cli.moving.services import service_steps
from cli.moving.source import Source, read_source
from cli.moving.step import Choice, Step
from cli.moving.store import check, store
from cli.moving.variables import Variables
from cli.paths import DEV
from cli.stack.clone import clone_engine
from cli.stack.lock import exclusively
from cli.stack.settings import revealed
from infra.config.docker import DockerSettings
from infra.config.schema import PREFIX
from infra.config.settings import Settings, parse

EXAMPLES = """\b
Examples:
  ./herm import compose docker-compose.yml --dry-run
  ./herm import compose docker-compose.yml
  ./herm import compose docker-compose.yml --plain ACTION_BASE_URL --leave LEGACY_TOKEN
"""


@click.group("import")
def import_() -> None:
    """Take over what runs elsewhere into a stack of herm's."""


@import_.command(epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--service", help="The service that runs Hasura; needed where several do.")
@click.option("--stack", default=DEV, show_default=True, help="The stack that takes it.")
@click.option("--plain", multiple=True, metavar="NAME", help="A variable of your own that is no secret.")
@click.option("--leave", multiple=True, metavar="NAME", help="A name that is not taken.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, without values.")
def compose(  # noqa: PLR0913, PLR0917 - click passes one argument for each option, by name
    file: Path,
    service: str | None,
    stack: str,
    plain: tuple[str, ...],
    leave: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take the variables of Hasura in a compose file into a stack, as docker compose reads them.

    Secrets are stored encrypted and everything else as settings. What cannot be taken is refused before
    anything is stored. The compose file and what runs of it stay as they are.
    """
    with exclusively("import"):
        source, raw = read_source(file, service), revealed(stack)
        found = parse(stack, raw)
        choice = Choice(frozenset(plain), frozenset(leave))
        taken = (*Variables(source, found, choice).steps(), *service_steps(source, found, choice))
        check(stack, raw, source, taken)
        if not dry_run:
            store(clone_engine(stack), stack, raw, taken)
    commands = _commands(source, found)
    if as_json:
        rows = [{"name": one.name, "what": one.what, "path": one.path, "reason": one.reason} for one in taken]
        print_json({"stack": stack, "stored": not dry_run, "steps": rows, "commands": commands})
        return
    _print(taken)
    _say(stack, taken, dry_run, commands)


def _commands(source: Source, stack: Settings) -> list[str]:
    tables, metadata = source.database, source.metadata_database
    if tables is None or metadata is None or not isinstance(stack.target, DockerSettings):
        return []
    file = source.file if source.database_service else None
    return list(move_commands(stack.stack, stack.target.name, tables, metadata, file))


def _print(taken: tuple[Step, ...]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("name", "", "where", "why"):
        table.add_column(heading, overflow="fold")
    for one in taken:
        path = f"{PREFIX}{one.path}" if one.path else ""
        table.add_row(*(Text(text) for text in (one.name, one.what, path, one.reason)))
    print_table(table)


def _say(stack: str, taken: tuple[Step, ...], dry_run: bool, commands: list[str]) -> None:
    console = error_console()
    count = sum(1 for one in taken if one.path)
    done = "would be stored; nothing was, because of --dry-run" if dry_run else "stored"
    console.print(
        f"{count} settings {done}. The next up of stack {stack} starts Hasura with them.", markup=False
    )
    if commands:
        console.print("To move the data, with nobody writing to the source meanwhile:")
        for command in commands:
            console.print(f"    {command}", markup=False)

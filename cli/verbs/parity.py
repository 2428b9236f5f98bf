"""`./herm parity`: the environment of Hasura in two stacks, side by side, without a secret's value."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich.table import Table
from rich.text import Text

from cli.console import output_console, print_json, print_table
from cli.paths import DEV, PROD
from cli.stack.settings import settings
from infra.config.commands import set_command
from infra.contract import environment
from infra.parity import Comparison, compare

EXAMPLES = """\b
Examples:
  ./herm parity
  ./herm parity --stack dev --stack staging --json
  pulumi config set --path 'herm:differences.HASURA_GRAPHQL_LOG_LEVEL' 'prod is quiet' --stack prod
"""


@click.command(epilog=EXAMPLES)
@click.option("--stack", "stacks", multiple=True, default=(DEV, PROD), help="Two stacks.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def parity(stacks: tuple[str, ...], as_json: bool) -> int:
    """Compare the environment of Hasura in dev and prod.

    Secrets are shown as fingerprints. Exit code 1 when a difference has no reason.
    """
    if len(stacks) != 2:
        raise click.UsageError("parity compares two stacks: --stack dev --stack prod")
    left, right = (environment(settings(stack, missing="mask")) for stack in stacks)
    rows = compare(left, right)
    if as_json:
        print_json([asdict(row) for row in rows])
    else:
        _print(stacks, rows)
    return 1 if any(row.verdict == "unexplained" for row in rows) else 0


_STYLES = {"same": "dim", "secret": "dim", "differs": "yellow", "unexplained": "bold red"}
_WIDTH_OF_FOUR_COLUMNS = 100


def _print(stacks: tuple[str, ...], rows: tuple[Comparison, ...]) -> None:
    console = output_console()
    if console.is_terminal and console.width < _WIDTH_OF_FOUR_COLUMNS:
        _print_blocks(stacks, rows)
    else:
        _print_columns(stacks, rows)
    for name in (row.name for row in rows if row.verdict == "unexplained"):
        console.print(
            f"{name} differs and nobody said why: set both alike, or give the reason:\n"
            f"    {set_command(stacks[1], f'differences.{name}', 'the reason')}",
            style="bold red",
            markup=False,
            soft_wrap=True,
        )


def _print_columns(stacks: tuple[str, ...], rows: tuple[Comparison, ...]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("variable", no_wrap=True)
    for heading in (*stacks, "verdict"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        cells = (row.name, row.left, row.right, _verdict(row))
        table.add_row(*(Text(cell) for cell in cells), style=_STYLES[row.verdict])
    print_table(table)


def _print_blocks(stacks: tuple[str, ...], rows: tuple[Comparison, ...]) -> None:
    """For a narrow terminal: each variable with its values below."""
    for row in rows:
        style, table = _STYLES[row.verdict], Table.grid(padding=(0, 2))
        for name, value in zip((*stacks, "verdict"), (row.left, row.right, _verdict(row)), strict=True):
            table.add_row(Text(f"  {name}"), Text(value, overflow="fold"), style=style)
        output_console().print(Text(row.name, style=style))
        print_table(table)


def _verdict(row: Comparison) -> str:
    return f"{row.verdict}: {row.reason}" if row.reason else row.verdict

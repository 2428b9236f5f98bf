"""The review on a terminal: a block a table, a line a right, then changes and findings."""

from __future__ import annotations

from itertools import groupby

import click
from rich.table import Table
from rich.text import Text

from cli.console import output_console, print_table
from cli.permissions.cells import columns_of, counted, details_of, more_of, rows_of
from cli.permissions.review import Review

_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


def print_review(one: Review) -> None:
    """Print the matrix, or only what differs where there is something to compare with; then the findings."""
    if one.against is None:
        _print_cells(one)
    else:
        _print_changes(one)
    console = output_console(soft_wrap=True)
    for finding in one.findings:
        place = Text.assemble((f"{finding.severity} {finding.id}", _STYLES[finding.severity]))
        console.print(place.append(f"  {finding.where}: {finding.reason}", style="not bold default"))
    new = "" if one.against is None else "new "
    click.echo(f"{counted(len(one.cells), 'right')}, {counted(len(one.findings), f'{new}finding')}")


def _print_cells(one: Review) -> None:
    for place, cells in groupby(one.cells, lambda cell: (cell.key.source, cell.key.table)):
        source, name = place
        output_console().print(Text(name if source == "default" else f"{source}: {name}", style="bold"))
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        for cell in cells:
            texts = (cell.key.role, cell.key.operation, columns_of(cell), rows_of(cell), more_of(cell))
            table.add_row(*(Text(text, overflow="fold") for text in ("", *texts)))
        print_table(table)
        click.echo()


def _print_changes(one: Review) -> None:
    console = output_console(soft_wrap=True)
    console.print(
        Text(f"{one.of} against {one.against}: {counted(len(one.changes), 'change')}", style="bold")
    )
    for change in one.changes:
        sign, style = _SIGNS[change.kind]
        console.print(Text(f"{sign} {change.key}", style=style))
        for line in details_of(change):
            console.print(Text(f"    {line}"))
    click.echo()

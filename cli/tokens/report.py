"""What people read about a JWT secret: warnings with their remedy, and a block of code to paste."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from cli.console import error_console
from hasura import model


def print_warnings(console: Console, warnings: Iterable[model.Warning]) -> None:
    """Each warning with its reason and its remedy."""
    for warning in warnings:
        console.print(f"[yellow]warning[/] [bold]{escape(warning.id)}[/]: {escape(warning.reason)}")
        for line in warning.remedy.splitlines():
            console.print(f"    {escape(line)}")


def print_code(title: str, code: str) -> None:
    """Code to paste elsewhere, as it is."""
    console = error_console()
    console.print(f"\n[bold]{escape(title)}[/]")
    console.print(code, markup=False)


def warnings_document(warnings: Iterable[model.Warning]) -> list[dict[str, str]]:
    """The warnings for machines."""
    return [{"id": each.id, "reason": each.reason, "remedy": each.remedy} for each in warnings]

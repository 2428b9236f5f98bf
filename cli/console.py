"""How the command line speaks: steps with their duration, problems with their remedy.

People's text goes to standard error, so that standard output holds only what a machine may read.
Colour and the moving spinner appear on a terminal only.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from shutil import which
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from infra.problems import Problem
from machine.report import Report

_WIDTH_OF_A_FILE = 220


@cache
def error_console() -> Console:
    """The console on standard error."""
    return Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)


def output_console(*, soft_wrap: bool = False) -> Console:
    """A console on standard output; text that is not herm's own is given to it as `Text`, or escaped."""
    return Console(highlight=False, emoji=False, soft_wrap=soft_wrap)


def print_table(table: Table) -> None:
    """A table on standard output: as wide as the terminal, or as wide as needed in a file."""
    console = output_console()
    if console.is_terminal:
        console.print(table)
        return
    console.width = _WIDTH_OF_A_FILE
    with console.capture() as capture:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in capture.get().splitlines()))


def print_json(document: Mapping[str, Any] | Sequence[Any]) -> None:
    """What a machine reads, on standard output: UTF-8, as JSON is, with letters of every script as they are.

    Half of a pair of surrogates, which a token may hold and UTF-8 does not, stays the escape that it was.
    """
    text = json.dumps(document, indent=2, ensure_ascii=False)
    click.echo(text.encode("utf-8", "backslashreplace"))


def print_problems(problems: Sequence[Problem]) -> None:
    """Each problem with its place, its reason and the command that fixes it."""
    console = error_console()
    for problem in problems:
        console.print(f"[bold red]error[/] [bold]{escape(problem.where)}[/]: {escape(problem.reason)}")
        for line in problem.remedy.splitlines():
            console.print(f"    {escape(line)}")
    if any("pulumi " in problem.remedy for problem in problems) and which("pulumi") is None:
        console.print('pulumi is not on the PATH of this shell yet: eval "$(./herm shell)"')


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """Work under a title, without a word about its beginning and end; yields what reports its progress.

    On a terminal the last line stands beside a spinner, one below the other where several work at once.
    """
    console = error_console()
    last = ""

    def report(line: str) -> None:
        nonlocal last
        if line == last:
            return  # somebody who waits says so once
        last = line
        if console.is_terminal:
            status.update(f"{escape(title)}: {escape(line)}")
        else:
            console.print(f"  {escape(title)}: {escape(line)}")

    with console.status(escape(title)) as status:
        yield report


@contextmanager
def step(title: str) -> Iterator[Report]:
    """One step of a longer run; yields what reports its progress.

    The line printed at the end carries the last thing reported and the time it took.
    """
    console = error_console()
    started = time.monotonic()
    last = ""

    def report(line: str) -> None:
        nonlocal last
        last = line
        tell(line)

    with progress(title) as tell:
        try:
            yield report
        except BaseException:
            console.print(f"[red]x[/] {escape(title)} [dim]({time.monotonic() - started:.1f} s)[/]")
            raise
    ending = f": {escape(last)}" if last and console.is_terminal else ""
    console.print(f"[green]+[/] {escape(title)}{ending} [dim]({time.monotonic() - started:.1f} s)[/]")

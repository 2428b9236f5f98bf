"""How the command line speaks: steps with their duration, problems with their remedy.

People's text goes to standard error, so that standard output holds only what a machine may read.
Colour and the moving spinner appear on a terminal only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from shutil import which

from rich.console import Console
from rich.markup import escape

from infra.problems import Problem

Progress = Callable[[str], None]
"""Receives one line telling what a long step does right now."""


@cache
def error_console() -> Console:
    """The console on standard error."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


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
def step(title: str) -> Iterator[Progress]:
    """One step of a longer run; yields what reports its progress.

    The line printed at the end carries the last thing reported and the time it took.
    """
    console = error_console()
    started = time.monotonic()
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
        try:
            yield report
        except BaseException:
            console.print(f"[red]x[/] {escape(title)} [dim]({time.monotonic() - started:.1f} s)[/]")
            raise
    ending = f": {escape(last)}" if last and console.is_terminal else ""
    console.print(f"[green]+[/] {escape(title)}{ending} [dim]({time.monotonic() - started:.1f} s)[/]")

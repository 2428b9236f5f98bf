"""`./herm test`: every check of the project in one run, with a summary."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import click
from rich.table import Table

from cli.console import error_console
from cli.paths import ROOT

_PYTEST_SUMMARY = re.compile(r"(\d+) (passed|failed|error|errors|skipped)\b")


@dataclass(frozen=True)
class Stage:
    """One check: its name, its command and whether it runs in seconds without an engine."""

    name: str
    command: tuple[str, ...]
    fast: bool = True


def _pytest(folder: str) -> tuple[str, ...]:
    return ("pytest", "-q", f"tests/{folder}")


STAGES = (
    Stage("lint", ("ruff", "check", ".")),
    Stage("format", ("ruff", "format", "--check", ".")),
    Stage("types", ("mypy",)),
    Stage("imports", ("lint-imports",)),
    Stage("unit", _pytest("unit")),
    Stage("graph", _pytest("graph")),
    Stage("engine", _pytest("engine"), fast=False),
    Stage("live", _pytest("live"), fast=False),
    Stage("rehearsal", _pytest("rehearsal"), fast=False),
)


@click.command(
    context_settings={"ignore_unknown_options": True},
    help="""Run all tests; --fast for those that need no engine.

    Everything after -- goes to pytest.

    \b
    Examples:
      ./herm test
      ./herm test --fast
      ./herm test --only live -- -k rotated -x
    """,
)
@click.option("--fast", is_flag=True, help="Only what needs neither engine nor Docker; seconds.")
@click.option(
    "--only", multiple=True, type=click.Choice([stage.name for stage in STAGES]), help="These stages."
)
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(fast: bool, only: tuple[str, ...], pytest_arguments: tuple[str, ...]) -> int:
    """Run the chosen stages to the end, whatever fails, and sum them up."""
    chosen = [stage for stage in STAGES if (stage.fast or not fast) and (not only or stage.name in only)]
    results = [_run(stage, pytest_arguments) for stage in chosen]
    table = Table("stage", "result", "time", box=None, pad_edge=False, header_style="bold")
    for stage, (code, seconds, counts) in zip(chosen, results, strict=True):
        passed = ", ".join(f"{number} {what}" for what, number in counts.items())
        table.add_row(
            stage.name,
            ("ok" if code == 0 else "FAILED") + (f": {passed}" if passed else ""),
            f"{seconds:.0f} s",
        )
    error_console().print(table)
    totals = {
        what: sum(counts.get(what, 0) for _, _, counts in results) for what in ("passed", "failed", "skipped")
    }
    failed = totals["failed"] + sum(code != 0 and not counts.get("failed") for code, _, counts in results)
    click.echo(f"{totals['passed']} passed, {failed} failed, {totals['skipped']} skipped")
    return 1 if failed else 0


def _run(stage: Stage, pytest_arguments: tuple[str, ...]) -> tuple[int, float, dict[str, int]]:
    """Run one stage; its exit code, its duration and what pytest counted."""
    error_console().rule(stage.name, align="left")
    tool, *arguments = stage.command
    command = [str(Path(sys.executable).parent / tool), *arguments]
    if tool == "pytest":
        command += pytest_arguments
    started = time.monotonic()
    counts: dict[str, int] = {}
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            click.echo(line, nl=False)
            if " in " in line and (found := _PYTEST_SUMMARY.findall(line)):
                counts = {
                    "failed" if what.startswith("error") else what: int(number) for number, what in found
                }
    # pytest's code 5 says that no test ran, which is a failure here: a stage without tests proves nothing.
    return process.returncode, time.monotonic() - started, counts

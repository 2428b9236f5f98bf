"""`./herm test`: every check of the project in one run, with a summary."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click
from rich.table import Table

from cli.console import error_console
from tests.stage_run import Result, StageRun

_SLOWEST = 20
_CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Stage:
    """One check.

    Attributes:
        turn: Stages of the same turn run at the same time; those of the last one need an engine or Docker.
        patient: Whether it leaves the processors to the other stages of its turn.
    """

    name: str
    command: tuple[str, ...]
    turn: int
    patient: bool = False


def _pytest(folder: str, share: str = "", processes: int = _CORES) -> tuple[str, ...]:
    """Pytest on a folder of tests.

    Args:
        folder: Its name.
        share: How processes share the tests; "" for one process. With `loadfile` the tests of a module stay
            together, with the clone or the cloud that they share.
        processes: How many there are, up to four.
    """
    workers = ("-n", str(min(processes, 4)), "--no-loadscope-reorder", "--dist", share) if share else ()
    return ("pytest", "-q", *workers, f"tests/{folder}")


_FEW_EXAMPLES = "--hypothesis-profile=few"
_LAST = 2
STAGES = (
    Stage("lint", ("ruff", "check", "."), 1),
    Stage("format", ("ruff", "format", "--check", "."), 1),
    Stage("types", ("mypy",), 1),
    Stage("imports", ("lint-imports",), 1),
    Stage("unit", _pytest("unit", "worksteal"), 1),
    Stage("graph", _pytest("graph", "worksteal"), 1),
    # Live tests wait for containers: one process more than cores, and the others take what those leave.
    Stage("engine", _pytest("engine"), _LAST, patient=True),
    Stage("live", _pytest("live", "loadfile", _CORES + 1), _LAST),
    Stage("rehearsal", _pytest("rehearsal", "loadfile"), _LAST, patient=True),
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
@click.option(
    "--fast",
    is_flag=True,
    help="Only what needs neither engine nor Docker, with few examples; a minute or two.",
)
@click.option(
    "--only", multiple=True, type=click.Choice([stage.name for stage in STAGES]), help="These stages."
)
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(fast: bool, only: tuple[str, ...], pytest_arguments: tuple[str, ...]) -> int:
    """Run the chosen stages to the end, whatever fails, and sum them up."""
    started = time.monotonic()
    chosen = [s for s in STAGES if (s.turn < _LAST or not fast) and (not only or s.name in only)]
    results: dict[str, Result] = {}
    arguments = ((_FEW_EXAMPLES,) if fast else ()) + pytest_arguments
    with tempfile.TemporaryDirectory() as folder:
        for _, turn in groupby(chosen, key=lambda stage: stage.turn):
            runs = {
                s.name: StageRun(s.command, arguments, Path(folder, s.name), patient=s.patient) for s in turn
            }
            for name, run in runs.items():
                error_console().rule(name, align="left")
                for line in run.lines():
                    click.echo(line, nl=False)
                results[name] = run.result()
    _show(results, time.monotonic() - started)
    passed, skipped = (
        sum(getattr(result, what) for result in results.values()) for what in ("passed", "skipped")
    )
    failed = sum(result.failed or result.code != 0 for result in results.values())
    click.echo(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


def _show(results: dict[str, Result], seconds: float) -> None:
    """The tests that took longest, then a row for each stage."""
    tests = sorted((test for result in results.values() for test in result.tests), reverse=True)
    if tests:
        error_console().print(f"the slowest of {len(tests)} tests", style="bold")
    for lasted, name in tests[:_SLOWEST]:
        error_console().print(f"{lasted:6.1f} s  {name}", markup=False)
    table = Table("stage", "result", "time", box=None, pad_edge=False, header_style="bold")
    for name, result in results.items():
        table.add_row(name, str(result), f"{result.seconds:.0f} s")
    table.add_row("all", "", f"{seconds:.0f} s")
    error_console().print(table)

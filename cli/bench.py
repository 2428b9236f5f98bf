"""`./herm bench`: ratios against docker-compose and against the engine's own floor, measured now."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from bench.measure import Pair
from bench.scenarios import authentication_lines, measure_stacks
from cli.console import error_console, step
from cli.paths import PRIVATE, ROOT


@click.command(
    help="""Measure herm against docker-compose, side by side.

    The figures are ratios from this machine and this run: below 1, herm is faster.

    \b
    Examples:
      ./herm bench
      ./herm bench --runs 9 --output bench.json
    """
)
@click.option("--runs", default=5, show_default=True, help="Runs of each, of which the median counts.")
@click.option("--output", type=click.Path(path_type=Path), default=PRIVATE / "bench.json", show_default=True)
def bench(runs: int, output: Path) -> None:
    """Measure, print the ratios and write them as JSON."""
    with tempfile.TemporaryDirectory(prefix="herm-bench-") as folder:
        with step("Stacks") as report:
            pairs = measure_stacks(Path(folder), runs, report)
        with step("Authentication"):
            lines = authentication_lines(Path(folder), sys.executable, ROOT, 20_000)
    _print(pairs, lines)
    output.parent.mkdir(mode=0o700, exist_ok=True)
    document = {
        "comparisons": [{**asdict(pair), "ratio": pair.ratio} for pair in pairs],
        "authentication_lines_per_second": lines,
    }
    output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    error_console().print(f"written to {output}")


def _print(pairs: list[Pair], lines: float) -> None:
    table = Table(
        "what", "herm", "other", "ratio", "memory, ratio", box=None, pad_edge=False, header_style="bold"
    )
    for pair in pairs:
        table.add_row(
            pair.name,
            f"{pair.ours.seconds:.2f} s",
            f"{pair.theirs.seconds:.2f} s",
            f"{pair.ratio:.2f}",
            f"{pair.ours.mebibytes / pair.theirs.mebibytes:.2f}",
        )
    console = error_console()
    console.print(table)
    console.print(f"./herm auth check decides {lines:,.0f} HS256 lines a second on one core")

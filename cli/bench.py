"""`./herm bench`: ratios against what a user would use instead, and against the engine's own floor."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from bench import tables
from bench.measure import Pair
from bench.prod import Prod, measure_prod
from bench.scenarios import authentication_lines, measure_stacks
from cli.console import error_console, step
from cli.paths import PRIVATE, ROOT


@click.command(
    help="""Measure dev against docker-compose, and what prod's program and its requests cost.

    The figures are ratios from this machine and this run: below 1, herm is faster. Dev needs Docker. Prod is
    deployed to the emulator of ./herm rehearse; its 50 apps in one stack take a quarter of an hour.

    \b
    Examples:
      ./herm bench
      ./herm bench --runs 9 --output bench.json
      ./herm bench --only prod --runs 3
    """
)
@click.option("--runs", default=5, show_default=True, help="Runs of each, of which the median counts.")
@click.option("--only", type=click.Choice(["dev", "prod"]), help="Measure one of the two; both unless given.")
@click.option("--output", type=click.Path(path_type=Path), default=PRIVATE / "bench.json", show_default=True)
def bench(runs: int, only: str | None, output: Path) -> None:
    """Measure, print the ratios and write them as JSON."""
    pairs: list[Pair] = []
    lines, prod = None, None
    with tempfile.TemporaryDirectory(prefix="herm-bench-") as folder:
        if only != "prod":
            with step("Stacks") as report:
                pairs += measure_stacks(Path(folder), runs, report)
            with step("Authentication"):
                lines = authentication_lines(Path(folder), sys.executable, ROOT, 20_000)
        if only != "dev":
            with step("Prod") as report:
                prod = measure_prod(Path(folder), runs, report)
            pairs += prod.comparisons
    _print(pairs, lines, prod)
    document: dict[str, Any] = {"comparisons": tables.comparison_document(pairs)}
    if lines is not None:
        document["authentication_lines_per_second"] = lines
    if prod is not None:
        document["prod"] = tables.prod_document(prod)
    output.parent.mkdir(mode=0o700, exist_ok=True)
    output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    error_console().print(f"written to {output}")


def _print(pairs: list[Pair], lines: float | None, prod: Prod | None) -> None:
    console = error_console()
    console.print(tables.comparisons(pairs))
    if lines is not None:
        console.print(f"./herm auth check decides {lines:,.0f} HS256 lines a second on one core")
    if prod is None:
        return
    console.print(f"\nProd, deployed to the rehearsal's emulator; azure-native is {prod.provider}")
    console.print(tables.operations(prod.operations))
    console.print(
        "waits follow long operations, so their number depends on the cloud; logins are tokens and discovery"
    )
    console.print(
        "\nRequests and writes per app; ratio: the stack beside as many stacks of one app, 1.00 = the same"
    )
    console.print(tables.growing(prod.growth))

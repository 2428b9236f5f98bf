"""`./herm bench`: ratios against what a user would use instead, and against the engine's own floor."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from cli.console import error_console, step
from cli.paths import PRIVATE, ROOT
from tests.bench import figures, tables
from tests.bench.hostile import measure_attacks
from tests.bench.measure import Pair
from tests.bench.prod import Prod, measure_prod
from tests.bench.queries import measure_queries
from tests.bench.scenarios import authentication_lines, measure_stacks
from tests.bench.split import Split

_OPERATIONS_NOTE = """\
waits: how a long operation goes, as often as it takes; logins: tokens, and where things are"""
_GROWTH_NOTE = """\
program alone: Python under Pulumi's mocks, without engine and provider, imports included
requests: reads and writes for each app; apart: seconds of as many stacks of one app, one after the other
ratio: the one stack beside those; 1.00 is linear, below is better
The engine writes its whole state after each resource, which makes first up and destroy of many apps slow."""


@click.command(
    help="""Measure dev against docker-compose, and what prod's program and its requests cost.

    The figures are ratios from this machine and this run: below 1, herm is better. Those of the last
    version stand beside them, from docs/development/figures.md, and what got worse is told. Dev needs
    Docker. Prod is deployed to the emulator of ./herm rehearse; its 50 apps in one stack take about 20
    minutes. The stand-in engine is measured when it is asked for: how it answers others while it is
    attacked, and how it answers many who ask for rows.

    \b
    Examples:
      ./herm bench
      ./herm bench --runs 9 --output bench.json
      ./herm bench --record
      ./herm bench --only prod --runs 3
      ./herm bench --only stand-in
      ./herm bench --only queries
    """
)
@click.option(
    "--runs",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="Runs of each, of which the median counts.",
)
@click.option(
    "--only",
    type=click.Choice(["dev", "prod", "stand-in", "queries"]),
    help="Measure one; dev and prod unless given.",
)
@click.option("--record", is_flag=True, help="Keep the ratios in docs/development/figures.md.")
@click.option("--output", type=click.Path(path_type=Path), default=PRIVATE / "bench.json", show_default=True)
def bench(runs: int, only: str | None, record: bool, output: Path) -> None:
    """Measure, print the ratios and write them as JSON."""
    output.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # first: a long run must not be for nothing
    pairs: list[Pair] = []
    splits: dict[str, Split] = {}
    lines, prod, attacks, queries = None, None, None, None
    with tempfile.TemporaryDirectory(prefix="herm-bench-") as folder:
        if only in {None, "dev"}:
            with step("Stacks") as report:
                compared, splits = measure_stacks(Path(folder), runs, report)
                pairs += compared
            with step("Authentication"):
                lines = authentication_lines(Path(folder), sys.executable, ROOT, 20_000)
        if only in {None, "prod"}:
            with step("Prod") as report:
                prod = measure_prod(Path(folder), runs, report)
            pairs += prod.comparisons
        if only == "stand-in":
            with step("Stand-in") as report:
                attacks = measure_attacks(runs, report)
        if only == "queries":
            with step("Queries") as report:
                queries = measure_queries(report)
    if attacks is not None:
        error_console().print(tables.attacks(attacks))
    elif queries is not None:
        error_console().print(tables.queries(queries))
    else:
        _print(pairs, splits, lines, prod)
        if record:
            _keep(pairs)
    document: dict[str, Any] = {
        "comparisons": tables.comparison_document(pairs),
        "splits": splits or None,
        "authentication_lines_per_second": lines,
        "prod": prod and tables.prod_document(prod),
        "attacks": attacks and [asdict(attack) for attack in attacks],
        "queries": queries and asdict(queries),
    }
    document = {name: content for name, content in document.items() if content is not None}
    output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    error_console().print(f"written to {output}")


def _keep(pairs: list[Pair]) -> None:
    """Write the page of figures anew; what this run did not measure stays."""
    figures.PAGE.write_text(figures.write({**_before(), **figures.measured(pairs)}), encoding="utf-8")


def _before() -> dict[str, figures.Figures]:
    """The figures of the last version."""
    return figures.read(figures.PAGE.read_text(encoding="utf-8"))


def _print(pairs: list[Pair], splits: dict[str, Split], lines: float | None, prod: Prod | None) -> None:
    console, before = error_console(), _before()
    console.print(tables.comparisons(pairs, before))
    for sentence in figures.worse(before, figures.measured(pairs)):
        console.print(f"[yellow]worse[/] {sentence}")
    if splits:
        console.print("\nWhere the seconds of plain pulumi up go")
        console.print(tables.splits(splits))
    if lines is not None:
        console.print(f"./herm auth check decides {lines:,.0f} HS256 lines a second on one core")
    if prod is None:
        return
    console.print(f"\nProd, deployed to the rehearsal's emulator; azure-native is {prod.provider}")
    console.print(tables.operations(prod.operations))
    console.print(_OPERATIONS_NOTE)
    console.print("\nMore and more apps in one stack, each with all its resources")
    console.print(tables.growing(prod.growth))
    console.print(_GROWTH_NOTE)

"""What is measured of stack prod, without Azure: its program, its requests, and how both grow."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cli.paths import ROOT
from cli.rehearsal.settings import RehearsalSettings, rehearsal_settings
from machine.engine import Toolchain, ensure
from machine.report import Report
from tests.bench.cloud import Cloud, cloud, empty_project, write_configuration
from tests.bench.growth import Growth, Measured, growth
from tests.bench.measure import Pair, Run, compare, median, run

APPS = (1, 10, 50)
_ALONE = "program alone"


@dataclass(frozen=True)
class Prod:
    """Everything that was measured.

    Attributes:
        provider: Which azure-native deployed it, in words.
        comparisons: Prod's program against an empty one.
        operations: Each operation of prod's stack.
        growth: Operations on stacks of more and more apps.
    """

    provider: str
    comparisons: list[Pair]
    operations: list[Measured]
    growth: list[Growth]


@dataclass(frozen=True)
class _Bench:
    """What all measurements share."""

    folder: Path
    settings: RehearsalSettings
    tools: Toolchain
    runs: int
    report: Report


def measure_prod(folder: Path, runs: int, report: Report) -> Prod:
    """Every measurement of prod; emulators and engines end with it, files stay in the folder."""
    bench = _Bench(folder, rehearsal_settings(), ensure(report), runs, report)
    with cloud(folder / "prod", bench.settings, bench.tools) as prod:
        report(f"azure-native: {prod.provider}")
        operations, floor = _life(bench, prod)
    comparisons = [floor, _program(bench)]
    grown = growth(found for apps in APPS for found in _measure_apps(bench, apps))
    return Prod(prod.provider, comparisons, operations, grown)


def _life(bench: _Bench, prod: Cloud) -> tuple[list[Measured], Pair]:
    """Prod's own stack from its first `up` to its end; in between, the engine's own floor."""
    operations = []

    def measure(operation: str, runs: int, before: Callable[[], None] = lambda: None) -> None:
        bench.report(f"prod: {operation}")
        found = []
        for _ in range(runs):
            before()
            found.append(prod.measure(operation))
        operations.append(replace(found[-1], run=median([one.run for one in found])))

    measure("first up", 1)
    measure("no-op up", bench.runs)
    measure("no-op up --refresh", bench.runs)
    measure("changed secret", bench.runs, lambda: prod.set_secret("adminSecret", secrets.token_urlsafe(32)))
    bench.report("the engine's own floor")
    empty = empty_project(prod.workspace)
    floor = compare(
        "no-op up of prod against an empty program",
        lambda: prod.measure("no-op up").run,
        lambda: prod.pulumi("up", "--skip-preview", folder=empty),
        bench.runs,
    )
    measure("destroy", 1)
    return operations, floor


def _program(bench: _Bench) -> Pair:
    """Prod's program without engine and provider, against an empty program."""
    bench.report("prod's program alone")
    empty = bench.folder / "empty.py"
    empty.write_text("import pulumi\n", encoding="utf-8")
    return compare(
        "prod's program alone against an empty one",
        lambda: _alone(bench, ROOT / "__main__.py"),
        lambda: _alone(bench, empty),
        bench.runs,
    )


def _measure_apps(bench: _Bench, apps: int) -> Iterator[tuple[int, Measured]]:
    """A stack of so many apps; a single one, which the others are compared with, several times."""
    runs = bench.runs if apps == 1 else 1
    lives = [list(_apps_life(bench, apps, number)) for number in range(runs)]
    for same in zip(*lives, strict=True):
        yield apps, replace(same[-1], run=median([one.run for one in same]))


def _apps_life(bench: _Bench, apps: int, number: int) -> Iterator[Measured]:
    words = f"{apps} app{'s' if apps > 1 else ''} in one stack"
    bench.report(f"{words}: {_ALONE}")
    yield Measured(_ALONE, _alone(bench, ROOT / "bench" / "apps.py", apps))
    with cloud(bench.folder / f"apps-{apps}-{number}", bench.settings, bench.tools, apps) as stack:
        for operation in ("first up", "no-op up", "destroy"):
            bench.report(f"{words}: {operation}")
            yield stack.measure(operation)


def _alone(bench: _Bench, program: Path, apps: int = 1) -> Run:
    config = bench.folder / "configuration.json"
    write_configuration(config, bench.settings, apps)
    return run((sys.executable, "-m", "tests.bench.alone", str(program), str(config)), ROOT, os.environ)

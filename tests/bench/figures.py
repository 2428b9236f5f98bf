"""The figures of the last version: a page for people, which the bench reads, compares with and writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cli.paths import ROOT
from tests.bench.measure import Pair

PAGE = ROOT / "docs" / "development" / "figures.md"
_ROW = re.compile(r"^\| (?P<name>[^|]+) \| (?P<time>[\d.]+) \| (?P<memory>[\d.]+) \|$", re.MULTILINE)
_MARGIN = 1.2
_HEAD = """\
# Figures

For contributors. `./herm bench --record` writes this page, and `./herm bench` tells which figure got worse
since: one that grew by more than a fifth. All are ratios, both sides measured in turns; below 1, herm is the
better one. Time is what passes; memory is that of all processes of a command together, at its largest.
[Speed](speed.md) says where both come from.

| what | time | memory |
|---|---|---|
"""


@dataclass(frozen=True)
class Figures:
    """Our time and our memory, each over theirs."""

    time: float
    memory: float


def measured(pairs: Iterable[Pair]) -> dict[str, Figures]:
    """The figures of a run, by what was measured."""
    return {pair.name: Figures(pair.ratio, pair.memory) for pair in pairs}


def read(page: str) -> dict[str, Figures]:
    """The figures of a page."""
    return {row["name"]: Figures(float(row["time"]), float(row["memory"])) for row in _ROW.finditer(page)}


def write(figures: Mapping[str, Figures]) -> str:
    """A page with figures."""
    rows = (f"| {name} | {one.time:.2f} | {one.memory:.2f} |\n" for name, one in figures.items())
    return _HEAD + "".join(rows)


def worse(before: Mapping[str, Figures], now: Mapping[str, Figures]) -> list[str]:
    """A sentence for each figure that got worse."""
    return [
        f"{name}: {what} was {old:.2f}, and is {new:.2f}"
        for name, one in now.items()
        if name in before
        for what, old, new in (
            ("time", before[name].time, one.time),
            ("memory", before[name].memory, one.memory),
        )
        if new > _MARGIN * old
    ]

"""The results as tables for a person and as JSON for a machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from rich.table import Table

from tests.bench.figures import Figures
from tests.bench.growth import Growth, Measured
from tests.bench.hostile import Attacked
from tests.bench.measure import Pair
from tests.bench.prod import Prod
from tests.bench.queries import Queries
from tests.bench.split import Split


def comparisons(pairs: Iterable[Pair], before: Mapping[str, Figures]) -> Table:
    """Ours beside theirs, and the ratios that the last version had."""
    table = _table("what", "herm", "other", "ratio", "before", "herm", "other", "ratio", "before")
    for pair in pairs:
        table.add_row(
            pair.name,
            f"{pair.ours.seconds:.2f} s",
            f"{pair.theirs.seconds:.2f} s",
            f"{pair.ratio:.2f}",
            f"{before[pair.name].time:.2f}" if pair.name in before else "",
            f"{pair.ours.mebibytes:.0f} MiB",
            f"{pair.theirs.mebibytes:.0f} MiB",
            f"{pair.memory:.2f}",
            f"{before[pair.name].memory:.2f}" if pair.name in before else "",
        )
    return table


def attacks(measured: Iterable[Attacked]) -> Table:
    """What others notice of an attack."""
    table = _table("attack", "health", "query", "memory")
    for one in measured:
        health, query = one.pressure.health, one.pressure.query
        table.add_row(one.name, f"{health:.2f} s", f"{query:.2f} s", f"{one.mebibytes} MiB")
    return table


def queries(measured: Queries) -> Table:
    """A query with a token, beside a direct one, and with many who ask at once."""
    table = _table("rows by", "median", "99 %", "ratio", "answers", "errors")
    table.add_row("psycopg", f"{1000 * measured.direct:.1f} ms", "", "1.0", "", "")
    ratio = measured.alone / measured.direct
    table.add_row("one client", f"{1000 * measured.alone:.1f} ms", "", f"{ratio:.1f}", "", "")
    table.add_row(
        f"{measured.clients} clients, {measured.seconds:.0f} s",
        f"{measured.median:.2f} s",
        f"{measured.worst:.2f} s",
        "",
        f"{measured.answers}",
        f"{measured.errors}",
    )
    return table


def splits(measured: Mapping[str, Split]) -> Table:
    """Who takes which second of a `pulumi up`."""
    table = _table("pulumi up", "what takes it", "time", "share")
    for name, split in measured.items():
        total = sum(split.values())
        table.add_row(name, "all of it", f"{total:.2f} s", "")
        for part, seconds in split.items():
            table.add_row("", part, f"{seconds:.2f} s", f"{seconds / total:.0%}")
    return table


def operations(measured: Iterable[Measured]) -> Table:
    """What each operation of prod asks of Azure."""
    table = _table("prod", "time", "reads", "writes", "waits", "logins")
    for one in measured:
        if one.requests is not None:
            counted = asdict(one.requests).values()
            table.add_row(one.operation, f"{one.run.seconds:.2f} s", *(str(number) for number in counted))
    return table


def growing(found: Iterable[Growth]) -> Table:
    """What an app costs in a stack of some, and how that grows."""
    table = _table(
        "operation",
        "apps",
        "seconds",
        "apart",
        "ratio",
        "MiB",
        "requests",
        "ratio",
        "writes",
        "ratio",
    )
    for growth in found:
        table.add_row(
            growth.operation,
            str(growth.apps),
            f"{growth.many.run.seconds:.2f}",
            f"{growth.stacks_of_one:.2f}",
            f"{growth.seconds:.2f}",
            f"{growth.many.run.mebibytes:.0f}",
            _shown(growth.per_app("work"), 1),
            _shown(growth.ratio("work")),
            _shown(growth.per_app("writes"), 1),
            _shown(growth.ratio("writes")),
        )
    return table


def prod_document(prod: Prod) -> dict[str, Any]:
    """Everything about prod but its comparisons, which go with dev's."""
    return {
        "azure_native": prod.provider,
        "operations": [asdict(one) for one in prod.operations],
        "growth": [
            {
                **asdict(one.many),
                "apps": one.apps,
                "stacks_of_one_seconds": one.stacks_of_one,
                "seconds_ratio": one.seconds,
                "requests_ratio": one.ratio("work"),
                "writes_ratio": one.ratio("writes"),
            }
            for one in prod.growth
        ],
    }


def comparison_document(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """The comparisons with their ratios."""
    return [{**asdict(pair), "ratio": pair.ratio, "memory_ratio": pair.memory} for pair in pairs]


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, pad_edge=False, header_style="bold")


def _shown(number: float | None, digits: int = 2) -> str:
    return "" if number is None else f"{number:.{digits}f}"

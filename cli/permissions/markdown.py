"""The review as Markdown, for a pull request.

Names and rules come from metadata, which anybody may have proposed: each stands in a span of code, where it
makes no link, no mention and no markup. What a comment cannot hold is left out, and said to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cli.permissions.cells import columns_of, counted, details_of, more_of, rows_of
from cli.permissions.review import Review
from hasura.permissions.findings import Finding

_MOST = 60_000
"""Characters; a comment on GitHub holds 65,536."""

_SIGNS = {"error": "🔴", "warning": "🟠", "info": "🔵"}
_RUNS = re.compile("`+")


def markdown(one: Review) -> str:
    """The review, ending with a line break."""
    text = "\n".join(_lines(one)) + "\n"
    if len(text) <= _MOST:
        return text
    kept = text[:_MOST].rpartition("\n")[0]
    left = text.count("\n") - kept.count("\n")
    return f"{kept}\n\n{left} more lines do not fit into a comment.\n"


def code(text: str) -> str:
    """A text as a span of code in a cell of a table, whatever it holds."""
    line = " ".join(text.split()).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in _RUNS.findall(line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def _lines(one: Review) -> Iterator[str]:
    if one.against is None:
        yield f"### Permissions: {counted(len(one.cells), 'right')}, {counted(len(one.findings), 'finding')}"
        yield from _findings(one.findings)
        yield from _matrix(one)
        return
    title = f"{counted(len(one.changes), 'change')}, {counted(len(one.findings), 'new finding')}"
    yield f"### Permissions against {code(one.against)}: {title}"
    if one.changes:
        rows = (
            (
                change.kind,
                *map(
                    code, (change.key.role, change.key.operation, _place(change.key.source, change.key.table))
                ),
                "<br>".join(map(code, details_of(change))),
            )
            for change in one.changes
        )
        yield from _table(("", "role", "operation", "table", "what"), rows)
    yield from _findings(one.findings)
    if one.gone:
        yield f"\n{counted(len(one.gone), 'earlier finding')} gone."


def _findings(found: tuple[Finding, ...]) -> Iterator[str]:
    if found:
        rows = (
            (f"{_SIGNS[one.severity]} {one.severity}", code(one.id), code(str(one.where)), code(one.reason))
            for one in found
        )
        yield from _table(("severity", "finding", "where", "why"), rows)


def _matrix(one: Review) -> Iterator[str]:
    rows = (
        tuple(
            code(text)
            for text in (
                _place(cell.key.source, cell.key.table),
                cell.key.role,
                cell.key.operation,
                columns_of(cell),
                rows_of(cell),
                more_of(cell),
            )
        )
        for cell in one.cells
    )
    if one.cells:
        yield from _table(("table", "role", "operation", "columns", "rows", "more"), rows)


def _place(source: str, table: str) -> str:
    return table if source == "default" else f"{source}: {table}"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"

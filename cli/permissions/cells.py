"""A cell, a change and a count in a few words, for people."""

from __future__ import annotations

from collections.abc import Sequence

from hasura.permissions.difference import Change
from hasura.permissions.matrix import Cell


def columns_of(cell: Cell) -> str:
    """The columns; "-" where the operation has none."""
    if cell.key.operation == "delete":
        return "-"
    return "every column" if cell.columns is None else ", ".join(cell.columns) or "no column"


def rows_of(cell: Cell) -> str:
    """The rule that rows fulfil before and after: "id is 1; afterwards id is 1"."""
    parts = [] if cell.rows is None else [cell.rows]
    if cell.check is not None and cell.check != cell.rows:
        parts.append(cell.check if cell.rows is None else f"afterwards {cell.check}")
    return "; ".join(parts) or "every row"


def more_of(cell: Cell) -> str:
    """What else holds, and whose permissions it consists of."""
    inherited = [f"inherited from {', '.join(cell.inherited)}"] if cell.inherited else []
    return "; ".join([*cell.notes, *inherited])


def details_of(change: Change) -> Sequence[str]:
    """What a reviewer has to know of a change: of a new right or a lost one, the whole of it."""
    cell = change.after or change.before
    if change.kind == "changed" or cell is None:
        return change.details
    lines = (f"columns: {columns_of(cell)}", f"rows: {rows_of(cell)}", more_of(cell))
    return [line for line in lines if line and line != "columns: -"]


def counted(number: int, what: str) -> str:
    """A number of things: "no change", "1 change", "2 changes"."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}" if number else f"no {what}"

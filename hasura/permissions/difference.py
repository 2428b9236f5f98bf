"""What differs between the permissions of two versions of metadata, as a reviewer asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from hasura.metadata import Metadata, Permission
from hasura.permissions.matrix import Cell, Key, matrix
from hasura.permissions.roles import definition_of, rights

Kind = Literal["added", "removed", "changed"]

_IN_WORDS = (
    *("columns", "filter", "check", "set", "limit", "allow_aggregations", "backend_only"),
    *("query_root_fields", "subscription_root_fields", "computed_fields"),
)
"""Members of a permission whose change the cells tell."""


@dataclass(frozen=True)
class Change:
    """One cell that differs.

    Attributes:
        before: The cell as it was; None where the right is new.
        after: The cell as it is; None where the right is gone.
        details: What differs, a line each: "columns: + email", "rows: every row -> id is 1".
    """

    key: Key
    before: Cell | None
    after: Cell | None
    details: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """What happened to the right."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def difference(before: Metadata, after: Metadata) -> tuple[Change, ...]:
    """Every cell that differs, in their order; comments, and the order of columns, are no difference."""
    cells = [{cell.key: cell for cell in matrix(one)} for one in (before, after)]
    parts = [_parts(one) for one in (before, after)]
    changes = []
    for key in sorted(cells[0].keys() | cells[1].keys()):
        old, new = cells[0].get(key), cells[1].get(key)
        if old is None or new is None:
            changes.append(Change(key, old, new, ()))
        elif parts[0][key] != parts[1][key] and not (old == new and new.inherited):
            details = tuple(_details(old, new, parts[0][key], parts[1][key]))
            changes.append(Change(key, old, new, details or ("written differently, with the same words",)))
    return tuple(changes)


_Definitions = tuple[dict[str, Any], ...]


def _parts(metadata: Metadata) -> dict[Key, _Definitions]:
    """What decides each cell: one definition, or one of each parent."""
    return {
        Key(source.name, str(table.name), right.role, right.operation): _definitions(right.parts)
        for source, table in metadata.tables()
        for right in rights(metadata, table)
    }


def _definitions(parts: tuple[Permission, ...]) -> _Definitions:
    found = [definition_of(part) for part in parts]
    return tuple(sorted(found, key=lambda one: json.dumps(one, sort_keys=True, default=str)))


def _details(old: Cell, new: Cell, before: _Definitions, after: _Definitions) -> Iterator[str]:
    yield from _columns(old, new)
    for name in ("rows", "check"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield f"{name}: {was or 'nothing'} -> {now or 'nothing'}"
    yield from (f"- {note}" for note in old.notes if note not in new.notes)
    yield from (f"+ {note}" for note in new.notes if note not in old.notes)
    if old.inherited != new.inherited:
        yield f"inherits: {', '.join(old.inherited) or 'nothing'} -> {', '.join(new.inherited) or 'nothing'}"
    names = sorted({name for one in (*before, *after) for name in one if name not in _IN_WORDS})
    changed = [
        name for name in names if [one.get(name) for one in before] != [one.get(name) for one in after]
    ]
    if changed:
        yield f"other members: {', '.join(changed)}"


def _columns(old: Cell, new: Cell) -> Iterator[str]:
    if old.columns == new.columns:
        return
    if old.columns is None or new.columns is None:
        was, now = ("every column" if one is None else ", ".join(one) for one in (old.columns, new.columns))
        yield f"columns: {was} -> {now}"
        return
    for sign, one, other in (("+", new.columns, old.columns), ("-", old.columns, new.columns)):
        if more := [name for name in one if name not in other]:
            yield f"columns: {sign} {', '.join(more)}"

"""The matrix: role x table x operation, each with its columns and its row rule in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hasura.metadata import Metadata, Operation, Permission
from hasura.permissions.roles import Right, rights
from hasura.permissions.values import name_in_words, value_in_words
from hasura.permissions.words import EVERY_ROW, NO_ROW, rule_in_words


@dataclass(frozen=True, order=True)
class Key:
    """Which cell: a role's operation on a table of a source."""

    source: str
    table: str
    role: str
    operation: Operation

    def __str__(self) -> str:
        place = self.table if self.source == "default" else f"{self.source}: {self.table}"
        return f"{self.role} {self.operation} {place}"


@dataclass(frozen=True)
class Cell:
    """What a role may do with a table by one operation.

    Attributes:
        columns: The columns, sorted; None for every column. A delete has none.
        rows: The rule in words that rows fulfil before; None for an insert.
        check: The rule in words that rows fulfil afterwards; None where there is none.
        notes: What else holds, as "at most 100 rows" or "sets owner to the session's x-hasura-user-id".
        inherited: The parents whose permissions it consists of, where it is an inherited role's.
    """

    key: Key
    columns: tuple[str, ...] | None
    rows: str | None
    check: str | None
    notes: tuple[str, ...]
    inherited: tuple[str, ...] = ()


def matrix(metadata: Metadata) -> tuple[Cell, ...]:
    """Every cell, by source, table, role and operation; a role without a cell may do nothing there."""
    cells = (
        _cell(Key(source.name, str(table.name), right.role, right.operation), right)
        for source, table in metadata.tables()
        for right in rights(metadata, table)
        if not right.conflicts
    )
    order = {"select": 0, "insert": 1, "update": 2, "delete": 3}
    return tuple(
        sorted(
            cells,
            key=lambda cell: (cell.key.source, cell.key.table, cell.key.role, order[cell.key.operation]),
        )
    )


def _cell(key: Key, right: Right) -> Cell:
    parts = right.parts
    columns = [part.columns for part in parts]
    named = sorted({name for one in columns if one is not None for name in one})
    return Cell(
        key,
        None if None in columns else tuple(named),
        None if key.operation == "insert" else either(rule_in_words(part.filter) for part in parts),
        check_of(parts[0]) if key.operation != "select" else None,
        tuple(_notes(parts)),
        tuple(sorted({part.role for part in parts})) if right.inherited else (),
    )


def check_of(permission: Permission) -> str | None:
    """The rule that written rows fulfil, in words; None where nothing is looked at afterwards."""
    check = permission.check
    return None if check is None else rule_in_words(check)


def either(rules: Iterator[str]) -> str:
    """The rows that any of several rules allows."""
    words = sorted(set(rules) - {NO_ROW})
    if EVERY_ROW in words:
        return EVERY_ROW
    return words[0] if len(words) == 1 else " or ".join(f"({one})" for one in words) or NO_ROW


def _notes(parts: tuple[Permission, ...]) -> Iterator[str]:
    definitions = [part.definition for part in parts]
    if parts[0].operation == "select":
        limits = [definition.get("limit") for definition in definitions]
        if None not in limits:
            yield f"at most {max(limits, key=lambda one: one if isinstance(one, int) else 0)} rows"
        if any(definition.get("allow_aggregations") for definition in definitions):
            yield "aggregates"
        for member, words in (
            ("query_root_fields", "queries"),
            ("subscription_root_fields", "subscriptions"),
        ):
            fields = definitions[0].get(member)
            if len(parts) == 1 and isinstance(fields, list):
                yield (
                    f"{words} only by {', '.join(sorted(map(str, fields)))}"
                    if fields
                    else f"no {words} of its own"
                )
        computed = sorted(
            {str(one) for definition in definitions for one in _listed(definition, "computed_fields")}
        )
        if computed:
            yield f"computed {', '.join(computed)}"
        return
    presets = definitions[0].get("set")
    if isinstance(presets, dict):
        for column in sorted(presets, key=str):
            yield f"sets {name_in_words(str(column))} to {value_in_words(presets[column])}"
    if definitions[0].get("backend_only") is True:
        yield "backend only"


def _listed(definition: object, member: str) -> list[object]:
    value = definition.get(member) if isinstance(definition, dict) else None
    return value if isinstance(value, list) else []

"""Rules of permissions as postrust reads them rightly.

It leaves out what constrains nothing, as if it had not been written: `{"_not": {}}` grants every row then,
where Hasura grants none, and `{"_or": [{}]}` none, where Hasura grants every row. So nothing of the kind is
left to it, except for the whole rule.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

EVERY_ROW: dict[str, Any] = {}
NO_ROW: dict[str, Any] = {"_or": []}


def without_constants(rule: Any, relationships: Collection[str]) -> Any:
    """The same rule, which is `EVERY_ROW`, `NO_ROW`, or has neither inside.

    Args:
        rule: As metadata has it, with the older spellings too; what is no rule stays as it is.
        relationships: The names of all relationships of the source. Below them are rules, below other
            names operators.
    """
    if not isinstance(rule, Mapping):
        return rule
    kept: dict[str, Any] = {}
    for key, value in rule.items():
        part = _part(f"_{key[1:]}" if key.startswith("$") else key, value, relationships)
        if part == NO_ROW:
            return NO_ROW
        if part != EVERY_ROW:
            kept[key] = part["_"]
    return kept


def _part(key: str, value: Any, relationships: Collection[str]) -> dict[str, Any]:
    """One member of a rule: a constant, or what it says instead, below `_`."""
    if key in {"_and", "_or"} and isinstance(value, list):
        parts = [without_constants(entry, relationships) for entry in value]
        decides, says_nothing = (NO_ROW, EVERY_ROW) if key == "_and" else (EVERY_ROW, NO_ROW)
        if decides in parts:
            return decides
        left = [part for part in parts if part != says_nothing]
        return {"_": left} if left else says_nothing
    if key == "_not":
        inner = without_constants(value, relationships)
        return NO_ROW if inner == EVERY_ROW else EVERY_ROW if inner == NO_ROW else {"_": inner}
    if key == "_exists" and isinstance(value, Mapping):
        return {"_": {**value, "_where": without_constants(value.get("_where"), relationships)}}
    if key in relationships:
        return {"_": without_constants(value, relationships)}
    return EVERY_ROW if value == {} and not key.startswith("_") else {"_": value}

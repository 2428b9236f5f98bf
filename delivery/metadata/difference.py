"""What differs between two metadata documents, by object, as a reviewer reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from delivery.metadata.objects import Name, objects
from hasura.permissions.words import rule_in_words

Kind = Literal["added", "removed", "changed"]
_RULES = (
    "columns",
    "filter",
    "check",
    "set",
    "limit",
    "allow_aggregations",
    "backend_only",
    "computed_fields",
)
"""Members of a permission, whose values a reviewer wants to see. Those of other objects may hold secrets."""


@dataclass(frozen=True)
class Change:
    """One object that differs.

    Attributes:
        kind: What happens to it when the second document takes the first one's place.
        name: What it is and which.
        details: What differs in it, one line each; of anything but permissions only the members' names.
    """

    kind: Kind
    name: Name
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The objects that differ: removed first, then by their order in the documents."""
    old, new = objects(before), objects(after)
    removed = [Change("removed", name) for name in old if name not in new]
    others = []
    for name, value in new.items():
        if name not in old:
            others.append(Change("added", name, tuple(_shown(name, {}, value))))
        elif old[name] != value:
            others.append(Change("changed", name, tuple(_shown(name, old[name], value))))
    return (*removed, *others)


def _shown(name: Name, old: Any, new: Any) -> Iterator[str]:
    if name.kind.endswith(" permission"):
        old, new = (_flat(value.get("permission", {})) for value in (old or {}, new))
        for key in sorted({*old, *new}):
            if old.get(key) != new.get(key):
                yield _rule(key, old.get(key), new.get(key))
    elif old:
        yield from (f"{key}" for key in sorted({*old, *new}) if old.get(key) != new.get(key))


def _flat(permission: Any) -> dict[str, Any]:
    return dict(permission) if isinstance(permission, Mapping) else {}


def _rule(key: str, old: Any, new: Any) -> str:
    if key not in _RULES:
        return key
    if isinstance(old, list | None) and isinstance(new, list | None):
        gone = [f"-{one}" for one in old or () if one not in (new or ())]
        come = [f"+{one}" for one in new or () if one not in (old or ())]
        return f"{key}: {' '.join([*come, *gone])}"
    was, now = _said(key, old), _said(key, new)
    if was == now:  # written differently, with the same words
        was, now = _json(old), _json(new)
    return f"{key}: {now}" if old is None else f"{key}: {was} -> {now}"


def _said(key: str, value: Any) -> str:
    """A row rule in words; all else as JSON."""
    return _json(value) if value is None or key not in ("filter", "check") else rule_in_words(value)


def _json(value: Any) -> str:
    return "none" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

"""Taking objects out of metadata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def without(document: Any, entries: Iterable[Mapping[str, Any]]) -> Any:
    """The document without these entries of its lists, told by identity: equal ones may stand elsewhere."""
    unwanted = {id(entry) for entry in entries}

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: kept(member) for name, member in value.items()}
        if isinstance(value, list):
            return [kept(member) for member in value if id(member) not in unwanted]
        return value

    return kept(document)

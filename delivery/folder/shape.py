"""Lists of objects in metadata's files, which hold something else when a line slips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from delivery.folder.layout import CUSTOM_TYPES, LISTS
from delivery.folder.text import at
from delivery.folder.yaml_text import Placed
from delivery.metadata.objects import SOURCE_PARTS, TABLE_PARTS
from infra.problems import Problem

_LISTS = {
    *("sources", "tables", "permissions", "actions", *LISTS),
    *(*SOURCE_PARTS, *TABLE_PARTS, *CUSTOM_TYPES),
}


def misshapen(holder: Mapping[str, Any], file: Path) -> Iterator[Problem]:
    """Each list of objects that is not one, and each entry of one that is not an object.

    Args:
        holder: What has such lists as members, and in their entries.
        file: Where it stands, unless it knows that itself.
    """
    where = (holder.file, holder.line) if isinstance(holder, Placed) else (file, 1)
    for key in holder.keys() & _LISTS:
        value = holder[key]
        if value is not None and not isinstance(value, list):
            yield at(*where, f"has to have a list under {key}, and has {_said(value)}")
            continue
        for number, entry in enumerate(value or (), 1):
            if isinstance(entry, Mapping):
                yield from misshapen(entry, file)
            else:
                yield at(*where, f"has {_said(entry)} as entry {number} of {key}, where an object belongs")


def _said(value: Any) -> str:
    """What a value is, and not the value: it may be a secret that slipped."""
    kinds = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return "nothing" if value is None else kinds.get(type(value), "a mapping")

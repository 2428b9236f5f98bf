"""What metadata refers to outside of itself: environment variables, and what should be one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_FROM_ENVIRONMENT = re.compile(r"(?:.*_)?from_env")
_TEMPLATE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_WITH_TEMPLATES = ("url", "handler", "webhook")
_ADDRESSES = ("database_url", "connection_string")


@dataclass(frozen=True)
class Reference:
    """One mention of an environment variable.

    Attributes:
        variable: The variable's name.
        place: What mentions it, as `sources.default.configuration`.
        mapping: The mapping that holds it; one that was read from a file knows its place there.
    """

    variable: str
    place: str
    mapping: Mapping[str, Any]


def references(metadata: Mapping[str, Any]) -> Iterator[Reference]:
    """Every environment variable that the metadata needs."""
    for place, mapping in _mappings(metadata):
        for key, value in mapping.items():
            if not isinstance(value, str):
                continue
            if _FROM_ENVIRONMENT.fullmatch(key):
                yield Reference(value, place, mapping)
            elif key in _WITH_TEMPLATES:
                for name in _TEMPLATE.findall(value):
                    yield Reference(name, place, mapping)


def literal_addresses(metadata: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Where a source has its database's address, or a password, in plain text."""
    for place, mapping in _mappings(metadata.get("sources"), "sources"):
        for key, value in mapping.items():
            if isinstance(value, str) and (
                key in _ADDRESSES or (key == "password" and "username" in mapping)
            ):
                yield place, mapping


def _mappings(value: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        yield place, value
        for key, member in value.items():
            yield from _mappings(member, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            name = entry.get("name", number) if isinstance(entry, Mapping) else number
            yield from _mappings(entry, f"{place}.{name}")

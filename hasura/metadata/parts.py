"""The parts of metadata's JSON, each read or refused in Hasura's words, with the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hasura.formats.json_text import type_name
from hasura.metadata.model import MetadataError


def entries(parent: Mapping[str, Any], member: str, path: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The objects of a list that may be absent, each with its path."""
    entries = parent.get(member)
    if entries is None:
        return
    if not isinstance(entries, list):
        raise MetadataError(
            f"{path}.{member}", f"parsing [] failed, expected Array, but encountered {type_name(entries)}"
        )
    for index, entry in enumerate(entries):
        at = f"{path}.{member}[{index}]"
        yield object_(entry, at), at


def required(members: Mapping[str, Any], member: str, path: str) -> Any:
    """A member that has to be there."""
    if member not in members:
        raise MetadataError(path, f'key "{member}" not found')
    return members[member]


def object_(value: Any, path: str) -> Mapping[str, Any]:
    """A value that has to be an object."""
    if not isinstance(value, dict):
        raise MetadataError(path, f"expected Object, but encountered {type_name(value)}")
    return value


def optional(members: Mapping[str, Any], member: str, path: str) -> None:
    """Refuse a member that is neither an object nor absent nor null."""
    if members.get(member) is not None:
        object_(members[member], f"{path}.{member}")


def text(members: Mapping[str, Any], member: str, path: str, default: str | None = None) -> str:
    """A member that has to be a text; the default stands for an absent one."""
    value = required(members, member, path) if default is None else members.get(member, default)
    if not isinstance(value, str):
        raise MetadataError(
            f"{path}.{member}", f"parsing Text failed, expected String, but encountered {type_name(value)}"
        )
    return value


def refuse_twice(what: str, named: Iterable[tuple[str, str]]) -> None:
    """Refuse the second of two equal names, each given with its path."""
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            raise MetadataError(path, f"multiple declarations exist for the following {what}: {name}")
        seen.add(name)


def columns(value: Any, path: str) -> tuple[str, ...]:
    """A column, or a list of them."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise MetadataError(
            path, f"expected a column or a list of columns, but encountered {type_name(value)}"
        )
    return tuple(names)

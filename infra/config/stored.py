"""Secrets that a stack's file holds in plain text, where anyone who reads the file sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from infra.config.schema import schema


def plain_secrets(values: Mapping[str, Any]) -> frozenset[str]:
    """The secrets that can be read without a key.

    Args:
        values: Setting names without the `herm:` prefix, with the values as the stack's file has them.

    Returns:
        Their paths: `adminSecret`, or `secretEnvironment.NAME` for one entry of an object.
    """
    return frozenset(path for name, value in values.items() for path in _plain(name, value))


def _plain(name: str, value: Any) -> Iterator[str]:
    key = schema().get(name)
    if key is None or not key.secret or is_encrypted(value):
        return
    if key.type != "object":
        yield name
        return
    for entry, stored in _entries(value).items():
        if not is_encrypted(stored):
            yield f"{name}.{entry}"


def _entries(value: Any) -> Mapping[str, Any]:
    """An object's entries, which may stand in the file as JSON text as well."""
    try:
        entries = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return {}
    return entries if isinstance(entries, dict) else {}


def is_encrypted(value: Any) -> bool:
    """Whether it is the engine's mark for a value that its file has encrypted."""
    return isinstance(value, dict) and value.keys() == {"secure"}

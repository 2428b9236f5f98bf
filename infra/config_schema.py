"""The settings that exist: read from `Pulumi.yaml`, their only place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PROJECT_FILE = Path(__file__).parent.parent / "Pulumi.yaml"
PREFIX = "herm:"


@dataclass(frozen=True)
class Key:
    """One setting: its name without the project's prefix, its type, default and description."""

    name: str
    type: str
    default: Any
    secret: bool
    description: str


@cache
def schema() -> Mapping[str, Key]:
    """All settings by name."""
    document = yaml.safe_load(PROJECT_FILE.read_text(encoding="utf-8"))
    keys = {}
    for full_name, entry in document["config"].items():
        name = full_name.removeprefix(PREFIX)
        keys[name] = Key(
            name, entry["type"], entry["default"], entry.get("secret", False), entry["description"]
        )
    return keys

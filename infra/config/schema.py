"""The settings that exist: read from `Pulumi.yaml`, their only place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

PROJECT_FILE = Path(__file__).parents[2] / "Pulumi.yaml"
PREFIX = "herm:"

_Value = TypeVar("_Value")

# Ten times as fast where PyYAML has it, as its packages do for every usual machine.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Pulumi demands a value for every `secret: true` in Pulumi.yaml. Secrets that only some stacks need are
# declared there without it, and herm itself insists that they are stored as secrets.
_OPTIONAL_SECRETS = frozenset(
    {"databasePassword", "databaseRolePassword", "databaseUrl", "secretEnvironment"}
)


@dataclass(frozen=True)
class Key:
    """One setting: its name without the project's prefix, its type, default and description.

    The default is "" where Pulumi.yaml has none. An object that is secret has entries that are secret.
    """

    name: str
    type: str
    default: Any
    secret: bool
    description: str


@cache
def schema() -> Mapping[str, Key]:
    """All settings by name."""
    document = read_yaml(PROJECT_FILE)
    keys = {}
    for full_name, entry in document["config"].items():
        name = full_name.removeprefix(PREFIX)
        secret = entry.get("secret", False) or name in _OPTIONAL_SECRETS
        keys[name] = Key(name, entry["type"], entry.get("default", ""), secret, entry["description"])
    return keys


def own_settings(config: Mapping[str, _Value]) -> dict[str, _Value]:
    """The settings of this project among all of a stack's, by their names without its prefix."""
    return {
        name.removeprefix(PREFIX): value for name, value in config.items() if str(name).startswith(PREFIX)
    }


def read_yaml(file: Path) -> Any:
    """The document in a file of Pulumi's."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both loaders are safe

"""The settings of a rehearsal: prod's own, with made-up values for secrets that cannot be read here."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cli.paths import PROD
from cli.stack.settings import NEW_SECRETS, needed_secrets, readable
from infra.config.schema import PREFIX, schema
from infra.secret import UNREADABLE

_NEW_SECRETS: Mapping[str, Callable[[], str]] = {
    **NEW_SECRETS,
    "databaseUrl": lambda: f"postgres://hasura:{secrets.token_hex(16)}@db.example.com/hasura?sslmode=require",
}


_NEEDS_MORE = {"databaseRole", "domain", "privateEndpointSubnet", "privateDnsZone"}
"""Settings that need an earlier deployment, or a network of the user's: a rehearsal has neither."""


@dataclass(frozen=True)
class RehearsalSettings:
    """Raw values by name, as the program gets them.

    Attributes:
        plain: Settings that are not secrets.
        secret: Settings that are; none of them is written to the checkout.
        made_up: Names of those whose value is not prod's.
        left_out: Names of those that prod has and the rehearsal has not.
    """

    plain: dict[str, str]
    secret: dict[str, str]
    made_up: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def all(self) -> dict[str, str]:
        """Both kinds."""
        return {**self.plain, **self.secret}

    @property
    def prepared(self) -> str:
        """Where who deploys has rights: a resource group made by hand, or "/" for all of them."""
        own = self.plain.get("createResourceGroup", "true") == "true"
        return "/" if own else self.plain.get("resourceGroupName", "herm")


def rehearsal_settings() -> RehearsalSettings:
    """Prod's settings, but that a rehearsal ends with a destroy, and that its roles are in force at once."""
    found = readable(PROD)
    wanted = needed_secrets(found)
    made_up: list[str] = []
    values: dict[str, str] = {}
    for name, value in found.items():
        values[name], changed = _filled(value)
        made_up += [name] if changed and name not in wanted else []
    for name in wanted:
        if not values.get(name) or UNREADABLE in found.get(name, ""):
            values[name] = _NEW_SECRETS[name]()
            made_up.append(name)
    values |= {"protectData": "false", "roleSeconds": "0"}
    left_out: list[str] = []
    for name in sorted(_NEEDS_MORE & values.keys()):
        without = str(schema()[name].default)
        left_out += [name] if values[name] != without else []
        values[name] = without
    secret = {name for name in values if schema()[name].secret or name == "secretEnvironment"}
    return RehearsalSettings(
        plain={name: value for name, value in values.items() if name not in secret},
        secret={name: value for name, value in values.items() if name in secret},
        made_up=tuple(sorted(made_up)),
        left_out=tuple(left_out),
    )


def _filled(value: str) -> tuple[str, bool]:
    """The value with a made-up one in each place that could not be read, nested ones included."""
    if UNREADABLE not in value:
        return value, False
    try:
        return json.dumps(_replaced(json.loads(value))), True
    except ValueError:
        return "", True


def _replaced(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(entry) for name, entry in value.items()}
    return secrets.token_urlsafe(32) if value == UNREADABLE else value


def key(name: str) -> str:
    """A setting's name as the engine knows it."""
    return PREFIX + name

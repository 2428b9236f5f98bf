"""The environment of a stack for `./herm parity`, read with whatever can be read on this machine."""

from __future__ import annotations

import json
from typing import Any

from cli.paths import PASSPHRASE
from cli.stack.engine import config
from cli.stack.first_run import stack_document
from infra.config.schema import PREFIX, schema
from infra.config.settings import parse
from infra.contract import Variable, environment
from infra.problems import ProblemsError
from infra.secret import UNREADABLE


def read_stack(stack: str) -> tuple[Variable, ...]:
    """The variables that Hasura gets in a stack; secrets that are not readable here are marked.

    Raises:
        ProblemsError: With every problem of the stack's plain settings.
    """
    return environment(parse(stack, {**_placeholders(), **readable_settings(stack)}))


def readable_settings(stack: str) -> dict[str, str]:
    """The stack's settings, with their secrets where this machine has the key to them."""
    settings: dict[str, Any] = stack_document(stack).get("config") or {}
    if PASSPHRASE.exists() and "secure" in json.dumps(settings):
        try:
            return config(stack)
        except ProblemsError:
            pass  # Another machine's or a vault's key encrypts them: the plain settings are still readable.
    return {
        name.removeprefix(PREFIX): _raw(value) for name, value in settings.items() if name.startswith(PREFIX)
    }


def _raw(value: Any) -> str:
    """A value as Pulumi hands it to the program: a string, objects and arrays as JSON."""
    readable = _without_ciphertext(value)
    return readable if isinstance(readable, str) else json.dumps(readable)


def _without_ciphertext(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"secure"}:
            return UNREADABLE
        return {name: _without_ciphertext(entry) for name, entry in value.items()}
    return value


def _placeholders() -> dict[str, str]:
    return {name: UNREADABLE for name, key in schema().items() if key.secret}

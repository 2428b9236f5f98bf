"""The one reader of a stack: its file, its raw values, and its settings.

A stack's file is read as it stands for what needs no secret; the engine reads it where the key to its secrets
is on this machine.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml

from cli.paths import DEV, stack_file
from infra.config.schema import own_settings, schema
from infra.config.settings import Settings, parse
from infra.config.stored import is_encrypted, plain_secrets
from infra.contract import environment
from infra.preflight import check_startup
from infra.problems import ProblemsError, fail
from infra.secret import UNREADABLE

Raw = Mapping[str, str]
"""Values by name, as Pulumi hands them to the program: every one a string, objects and arrays as JSON."""

NEW_SECRETS: Mapping[str, Callable[[], str]] = {
    "adminSecret": lambda: secrets.token_urlsafe(32),
    # Capitals, small letters and digits, as Azure wants it.
    "databasePassword": lambda: f"Aa1{secrets.token_urlsafe(24)}",
    "jwtSecret": lambda: json.dumps({"type": "HS256", "key": secrets.token_hex(32)}),
}
"""The secrets that every stack needs, and how a strong value for each is made."""


def settings(stack: str, missing: Literal["refuse", "mask"] = "refuse") -> Settings:
    """A stack's settings, by the same parser as the program's.

    Args:
        stack: The stack's name.
        missing: Whether a secret that is not set, or that this machine has no key to, is refused or marked as
            unreadable. Without such marks Hasura's start is checked too.

    Raises:
        ProblemsError: With every problem of the stack's configuration.
    """
    if missing == "mask":
        values = readable(stack)
        return parse(stack, {**dict.fromkeys(needed_secrets(values), UNREADABLE), **values})
    return judge(stack, {})


def revealed(stack: str) -> Raw:
    """A stack's values, every secret revealed.

    Raises:
        ProblemsError: When the stack is not there or its secrets cannot be read.
    """
    from cli.stack.clone import clone_engine  # noqa: PLC0415 - verbs without a stack start faster

    stack_document(stack)  # a file that nobody can read is told in our words
    return clone_engine(stack).config(stack)


def readable(stack: str) -> Raw:
    """A stack's values; secrets whose key is elsewhere are marked as unreadable."""
    from cli.stack.clone import has_key  # noqa: PLC0415 - verbs without a stack start faster

    return revealed(stack) if has_key(stack) else plain(stack)


def plain(stack: str) -> Raw:
    """A stack's values as its file has them, without the engine; every secret is marked as unreadable."""
    return {name: _text(value) for name, value in _entries(stack).items()}


def judge(stack: str, changes: Raw) -> Settings:
    """The settings that a stack would have with some of its values changed.

    Raises:
        ProblemsError: With every problem of the configuration that would result.
    """
    found = parse(stack, {**revealed(stack), **changes}, plain_secrets(_entries(stack)))
    check_startup(stack, environment(found))
    return found


def value_of(values: Raw, name: str) -> str:
    """A value, or the setting's default."""
    return values.get(name, _text(schema()[name].default))


def stack_document(stack: str) -> dict[str, Any]:
    """The stack's configuration file as it stands, secrets encrypted; empty when there is none.

    Raises:
        ProblemsError: When it is not YAML, or holds something else than settings.
    """
    path = stack_file(stack)
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    except yaml.MarkedYAMLError as error:
        raise _malformed(path, f"is not YAML: {error.problem}", error.problem_mark) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise _malformed(path, "is not YAML: it holds characters that no text has") from None
    if document is None:
        return {}
    if not isinstance(document, dict) or not isinstance(document.get("config") or {}, dict):
        raise _malformed(path, "has to hold settings under `config:`")
    return document


def is_on_docker(stack: str) -> bool:
    """Whether a stack runs on this machine, as its file and name say."""
    target = value_of(plain(stack), "target")
    return target == "docker" or (not target and stack == DEV)


def needed_secrets(values: Raw) -> tuple[str, ...]:
    """The secrets without which a stack of these settings cannot run."""
    database = "databaseUrl" if values.get("database") == "external" else "databasePassword"
    return ("adminSecret", database, "jwtSecret")


def _malformed(path: Path, reason: str, mark: yaml.Mark | None = None) -> ProblemsError:
    """The line's number, and not the line: it may hold a secret in plain text."""
    line = 1 if mark is None else mark.line + 1
    where = path.name if mark is None else f"{path.name}, line {line}"
    file = shlex.quote(os.path.relpath(path))
    return fail(where, reason, f'"${{EDITOR:-vi}}" +{line} {file}')


def _entries(stack: str) -> Mapping[str, Any]:
    """What the stack's file has of this project's settings."""
    return own_settings(stack_document(stack).get("config") or {})


def _text(value: Any) -> str:
    readable_value = _without_ciphertext(value)
    return readable_value if isinstance(readable_value, str) else json.dumps(readable_value)


def _without_ciphertext(value: Any) -> Any:
    if isinstance(value, dict):
        if is_encrypted(value):
            return UNREADABLE
        return {name: _without_ciphertext(entry) for name, entry in value.items()}
    return value

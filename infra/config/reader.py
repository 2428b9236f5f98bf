"""Typed reading of a stack's configuration that collects every problem instead of stopping at the first."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

from infra.config.schema import PREFIX, schema
from infra.problems import Problem
from infra.secret import Secret


class ConfigReader:
    """Reads one stack's raw values, as Pulumi hands them over: every value is a string.

    Args:
        stack: Name of the stack, for the commands in remedies.
        raw: Setting names without the project's prefix; objects and arrays as JSON text.
        plain: Names of settings whose value is stored in plain text, when that is known.
    """

    def __init__(self, stack: str, raw: Mapping[str, str], plain: frozenset[str] = frozenset()) -> None:
        self.stack = stack
        self.problems: list[Problem] = []
        self._raw = raw
        self._plain = plain
        for name in sorted(set(raw) - set(schema())):
            self._unknown(name)

    def set_command(self, name: str, value: str = "VALUE") -> str:
        """The command that gives a setting another value."""
        secret = "--secret " if schema()[name].secret else ""
        shown = "" if secret else f" {value}"
        return f"pulumi config set {secret}{PREFIX}{name}{shown} --stack {self.stack}"

    def problem(self, name: str, reason: str, remedy: str | None = None) -> None:
        """Record what is wrong with a setting; the usual remedy is to set it anew."""
        self.problems.append(Problem(f"{PREFIX}{name}", reason, remedy or self.set_command(name)))

    def text(self, name: str) -> str:
        """A string, stripped of surrounding blanks; "" when the setting is off."""
        return self._value(name).strip()

    def secret(self, name: str, why: str, minimum: int = 1) -> Secret:
        """A secret that this stack needs; `why` tells what it is for."""
        value = self._value(name)
        if not value.strip():
            self.problem(name, f"is not set, or is empty; {why}")
        elif len(value) < minimum:
            self.problem(name, f"has {len(value)} characters; at least {minimum} make it hard to guess")
        elif name in self._plain:
            self.problem(name, "is stored in plain text, where anyone who reads the file sees it")
        return Secret(value)

    def choice(self, name: str, *choices: str) -> str:
        """One of a few words; the setting may be "" only where "" is among them."""
        value = self.text(name)
        if value not in choices:
            allowed = " or ".join(choice for choice in choices if choice)
            self.problem(name, f"is {value!r}; it has to be {allowed}", self.set_command(name, choices[-1]))
        return value

    def integer(self, name: str, minimum: int, maximum: int) -> int:
        """A whole number within bounds; the setting's default where the value is none."""
        value = self._value(name)
        try:
            number = int(value)
        except ValueError:
            number = minimum - 1
        if not minimum <= number <= maximum:
            example = str(schema()[name].default)
            self.problem(
                name,
                f"is {value!r}; it has to be a whole number from {minimum} to {maximum}",
                self.set_command(name, example),
            )
        return number

    def boolean(self, name: str) -> bool:
        """True or false; the setting's default where the value is neither."""
        value = self._value(name).strip()
        if value not in ("true", "false"):
            default = json.dumps(schema()[name].default)
            self.problem(name, f"is {value!r}; it has to be true or false", self.set_command(name, default))
            return default == "true"
        return value == "true"

    def mapping(self, name: str) -> Mapping[str, str]:
        """An object of strings; numbers and booleans become the text that YAML readers expect."""
        value = self._json(name, dict, "an object of names and values")
        entries = {}
        for key, entry in (value or {}).items():
            if isinstance(entry, dict | list) or entry is None:
                self._entry_problem(name, key)
            else:
                entries[key] = entry if isinstance(entry, str) else json.dumps(entry)
        return entries

    def names(self, name: str) -> frozenset[str]:
        """An array of strings."""
        value = self._json(name, list, "a list of names")
        return frozenset(str(entry) for entry in value or [])

    def _value(self, name: str) -> str:
        default = schema()[name].default
        return self._raw.get(name, default if isinstance(default, str) else json.dumps(default))

    def _json(self, name: str, kind: type, expected: str) -> Any:
        try:
            value = json.loads(self._value(name))
        except ValueError:
            value = None
        if not isinstance(value, kind):
            path = f"'{PREFIX}{name}{'[0]' if kind is list else '.NAME'}'"
            self.problem(
                name, f"has to be {expected}", f"pulumi config set --path {path} VALUE --stack {self.stack}"
            )
            return None
        return value

    def _entry_problem(self, name: str, key: str) -> None:
        secret = "--secret " if schema()[name].secret or name.startswith("secret") else ""
        self.problem(
            f"{name}.{key}",
            "has to be a text: environment variables hold nothing else",
            f"pulumi config set {secret}--path '{PREFIX}{name}.{key}' --stack {self.stack}",
        )

    def _unknown(self, name: str) -> None:
        near = difflib.get_close_matches(name, schema(), n=1)
        hint = f"; did you mean {PREFIX}{near[0]}?" if near else "; Pulumi.yaml lists the settings that exist"
        remove = f"pulumi config rm {PREFIX}{name} --stack {self.stack}"
        self.problems.append(
            Problem(f"{PREFIX}{name}", f"is not a setting of herm and has no effect{hint}", remove)
        )

"""Typed reading of a stack's configuration that collects every problem instead of stopping at the first."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

from infra.config.commands import remove_command, set_command
from infra.config.schema import PREFIX, Key, schema
from infra.problems import Problem
from infra.secret import UNREADABLE, Secret

IN_PLAIN_TEXT = (
    "in plain text, where anyone who reads the file sees it; take it as known to others, and set another"
)


class ConfigReader:
    """Reads one stack's raw values, as Pulumi hands them over: every value is a string.

    Args:
        stack: Name of the stack, for the commands in remedies.
        raw: Setting names without the project's prefix; objects and arrays as JSON text.
        plain: Paths of secrets that are stored in plain text, when that is known.
    """

    def __init__(self, stack: str, raw: Mapping[str, str], plain: frozenset[str] = frozenset()) -> None:
        self.stack = stack
        self.problems: list[Problem] = []
        self._raw = raw
        self._plain = plain
        self._read: set[str] = set()
        self._refused: set[str] = set()
        for name in sorted(set(raw) - set(schema())):
            self._unknown(name)

    def set(self, path: str, value: str = "VALUE") -> str:
        """The command that gives a setting, or one entry of it, another value."""
        return set_command(self.stack, path, value)

    def remove(self, path: str) -> str:
        """The command that removes a setting, or one entry of it."""
        return remove_command(self.stack, path)

    def problem(self, path: str, reason: str, remedy: str | None = None) -> None:
        """Record what is wrong with a setting or an entry of it; the usual remedy is to set it anew."""
        self.problems.append(Problem(f"{PREFIX}{path}", reason, remedy or self.set(path)))

    def refuse(self, reason: str, *paths: str) -> None:
        """Refuse settings, or entries of them, that do nothing here; they count as not set from now on."""
        for path in paths:
            if self._is_set(path):
                self.problem(path, reason, self.remove(path))
            self._refused.add(path)

    def refuse_plain(self, path: str) -> None:
        """Refuse a secret, or one entry of a setting that holds secrets, that is stored in plain text."""
        if path in self._plain:
            self.problem(path, f"is stored {IN_PLAIN_TEXT}")

    def refuse_unread(self, reason: str) -> None:
        """Refuse every setting that nobody has asked for: it cannot have an effect."""
        self.refuse(reason, *sorted(schema().keys() - self._read - self._refused))

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
        else:
            self.refuse_plain(name)
        return Secret(value)

    def choice(self, name: str, *choices: str) -> str:
        """One of a few words; the setting may be "" only where "" is among them."""
        value = self.text(name)
        if value not in choices:
            allowed = " or ".join(choice for choice in choices if choice)
            self.problem(name, f"is {value!r}; it has to be {allowed}", self.set(name, choices[-1]))
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
                self.set(name, example),
            )
        return number

    def boolean(self, name: str) -> bool:
        """True or false; the setting's default where the value is neither."""
        value = self._value(name).strip()
        if value not in ("true", "false"):
            default = json.dumps(schema()[name].default)
            self.problem(name, f"is {value!r}; it has to be true or false", self.set(name, default))
            return default == "true"
        return value == "true"

    def mapping(self, name: str) -> Mapping[str, str]:
        """An object of strings; numbers and booleans become the text that YAML readers expect."""
        value = self._json(name, dict, "an object of names and values")
        entries = {}
        for key, entry in (value or {}).items():
            if isinstance(entry, dict | list) or entry is None:
                self.problem(f"{name}.{key}", "has to be a text: environment variables hold nothing else")
            elif f"{name}.{key}" not in self._refused:
                entries[key] = entry if isinstance(entry, str) else json.dumps(entry)
        return entries

    def names(self, name: str) -> frozenset[str]:
        """An array of strings whose order means nothing."""
        return frozenset(self.entries(name))

    def entries(self, name: str) -> tuple[str, ...]:
        """An array of strings, in its order."""
        return tuple(str(entry) for entry in self._json(name, list, "a list of names") or [])

    def image(self, name: str) -> str:
        """Reference of a container image, which has to have a digest unless herm built the image here."""
        image = self.text(name)
        if not image or " " in image:
            self.problem(name, "is not an image reference", self.remove(name))
        elif "@sha256:" not in image and not image.startswith("herm/"):
            reason = f"is {image!r}, which has no digest: the same tag may be another image tomorrow"
            self.problem(name, reason, self.set(name, f"{image}@sha256:DIGEST"))
        return image

    def _value(self, name: str) -> str:
        self._read.add(name)
        default = _default_text(schema()[name])
        return default if name in self._refused else self._raw.get(name, default)

    def _is_set(self, path: str) -> bool:
        """Whether somebody gave it a value of its own; what cannot be read here is not judged."""
        name, _, entry = path.partition(".")
        value = self._raw.get(name, "").strip()
        if entry:
            entries = _loaded(value)
            return isinstance(entries, dict) and entry in entries
        return value not in ("", UNREADABLE, _default_text(schema()[name]))

    def _json(self, name: str, kind: type, expected: str) -> Any:
        text = self._value(name)
        value = _loaded(text)
        if isinstance(value, kind):
            return value
        if text != UNREADABLE:
            step = "[0]" if kind is list else ".NAME"
            self.problem(name, f"has to be {expected}", self.set(name + step))
        return None

    def _unknown(self, name: str) -> None:
        near = difflib.get_close_matches(name, schema(), n=1)
        hint = f"; did you mean {PREFIX}{near[0]}?" if near else "; Pulumi.yaml lists the settings that exist"
        self.problem(name, f"is not a setting of herm and has no effect{hint}", self.remove(name))


def _default_text(key: Key) -> str:
    """A default as Pulumi hands it over."""
    return key.default if isinstance(key.default, str) else json.dumps(key.default)


def _loaded(text: str) -> Any:
    """The value of a JSON text; None when it is not JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return None

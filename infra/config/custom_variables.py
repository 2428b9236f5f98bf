"""The environment variables that a user adds in config, checked against Hasura's own list."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from hasura.variables import FIXED, HASURA_VARIABLES, LICENSE_KEY, value_problem
from infra.config.reader import ConfigReader
from infra.secret import Secret

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class CustomVariable:
    """One variable from `herm:environment` (a plain value) or `herm:secretEnvironment` (a secret)."""

    name: str
    value: str | Secret
    source: str


def read_custom_variables(reader: ConfigReader) -> tuple[CustomVariable, ...]:
    """The variables of both settings, in the order of their names."""
    plain, secret = reader.mapping("environment"), reader.mapping("secretEnvironment")
    allowed = reader.names("otherVariables")
    for name in sorted(plain.keys() & secret.keys()):
        reader.problem(
            f"environment.{name}", "is set in secretEnvironment too", _remove(reader, "environment", name)
        )
    _check(reader, "environment", plain, allowed, LICENSE_KEY in secret)
    _check(reader, "secretEnvironment", secret, allowed, LICENSE_KEY in secret)
    variables = [CustomVariable(name, value, "herm:environment") for name, value in plain.items()]
    variables += [
        CustomVariable(name, Secret(value), "herm:secretEnvironment") for name, value in secret.items()
    ]
    return tuple(sorted(variables, key=lambda variable: variable.name))


def _check(
    reader: ConfigReader, key: str, entries: Mapping[str, str], allowed: frozenset[str], licensed: bool
) -> None:
    for name, value in entries.items():
        where = f"{key}.{name}"
        if setting := FIXED.get(name):
            reader.problem(where, f"is herm's own; {setting}", _remove(reader, key, name))
        elif known := HASURA_VARIABLES.get(name):
            if known.secret and key == "environment":
                reader.problem(
                    where, "is a secret, and would be stored and shown in plain text", _move(reader, name)
                )
            elif known.enterprise and not licensed:
                reader.problem(
                    where,
                    f"is ignored by Hasura's Community Edition without a word; it needs {LICENSE_KEY}",
                    f"{_remove(reader, key, name)}\nor: {_set(reader, 'secretEnvironment', LICENSE_KEY)}",
                )
            elif reason := value_problem(known, value):
                shown = f"is {value!r}; " if key == "environment" else ""
                reader.problem(where, f"{shown}{reason}", _set(reader, key, name))
        elif not _NAME.fullmatch(name):
            reader.problem(where, "is not a name of an environment variable", _remove(reader, key, name))
        elif name not in allowed:
            reader.problem(where, f"is not among Hasura's variables{_nearest(name)}", _allow(reader, name))


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, HASURA_VARIABLES, n=1)
    return f"; did you mean {near[0]}?" if near else "; if it is yours, allow it"


def _allow(reader: ConfigReader, name: str) -> str:
    index = len(reader.names("otherVariables"))
    return f"pulumi config set --path 'herm:otherVariables[{index}]' {name} --stack {reader.stack}"


def _remove(reader: ConfigReader, key: str, name: str) -> str:
    return f"pulumi config rm --path 'herm:{key}.{name}' --stack {reader.stack}"


def _set(reader: ConfigReader, key: str, name: str) -> str:
    secret = "--secret " if key == "secretEnvironment" else ""
    return f"pulumi config set {secret}--path 'herm:{key}.{name}' --stack {reader.stack}"


def _move(reader: ConfigReader, name: str) -> str:
    return f"{_remove(reader, 'environment', name)}\n{_set(reader, 'secretEnvironment', name)}"

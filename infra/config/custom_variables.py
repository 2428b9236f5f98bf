"""The environment variables that a user adds in config, checked against Hasura's own list."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from hasura.variables import FIXED, HASURA_VARIABLES, LICENSE_KEY, value_problem
from infra.config.reader import IN_PLAIN_TEXT, ConfigReader
from infra.secret import Secret

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class CustomVariable:
    """One variable from `herm:environment` (a plain value) or `herm:secretEnvironment` (a secret).

    Attributes:
        setting: The entry that it stands in, such as `environment.NAME`.
    """

    name: str
    value: str | Secret
    setting: str


def read_custom_variables(reader: ConfigReader) -> tuple[CustomVariable, ...]:
    """The variables of both settings, in the order of their names."""
    plain, secret = reader.mapping("environment"), reader.mapping("secretEnvironment")
    allowed = reader.names("otherVariables")
    for name in sorted(plain.keys() & secret.keys()):
        reader.problem(
            f"environment.{name}", "is set in secretEnvironment too", reader.remove(f"environment.{name}")
        )
    _check(reader, "environment", plain, allowed, LICENSE_KEY in secret)
    _check(reader, "secretEnvironment", secret, allowed, LICENSE_KEY in secret)
    for name in secret:
        reader.refuse_plain(f"secretEnvironment.{name}")
    variables = [CustomVariable(name, value, f"environment.{name}") for name, value in plain.items()]
    variables += [
        CustomVariable(name, Secret(value), f"secretEnvironment.{name}") for name, value in secret.items()
    ]
    return tuple(sorted(variables, key=lambda variable: variable.name))


def _check(
    reader: ConfigReader, key: str, entries: Mapping[str, str], allowed: frozenset[str], licensed: bool
) -> None:
    for name, value in entries.items():
        where = f"{key}.{name}"
        if setting := FIXED.get(name):
            reader.problem(where, f"is herm's own; {setting}", reader.remove(where))
        elif known := HASURA_VARIABLES.get(name):
            if known.secret and key == "environment":
                move = f"{reader.remove(where)}\n{reader.set(f'secretEnvironment.{name}')}"
                reader.problem(where, f"is a secret, and stored {IN_PLAIN_TEXT}", move)
            elif known.enterprise and not licensed:
                reader.problem(
                    where,
                    f"is ignored by Hasura's Community Edition without a word; it needs {LICENSE_KEY}",
                    f"{reader.remove(where)}\nor: {reader.set(f'secretEnvironment.{LICENSE_KEY}')}",
                )
            elif reason := value_problem(known, value):
                shown = f"is {value!r}; " if key == "environment" else ""
                reader.problem(where, f"{shown}{reason}")
        elif not _NAME.fullmatch(name):
            reader.problem(where, "is not a name of an environment variable", reader.remove(where))
        elif name not in allowed:
            allow = reader.set(f"otherVariables[{len(allowed)}]", name)
            reader.problem(where, f"is not among Hasura's variables{_nearest(name)}", allow)


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, HASURA_VARIABLES, n=1)
    return f"; did you mean {near[0]}?" if near else "; if it is yours, allow it"

"""One step of an import, and what a stack's values are after all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hasura.variables import HASURA_VARIABLES

Raw = Mapping[str, str]
"""Values by the names of settings, every one a string, objects and arrays as JSON."""


@dataclass(frozen=True)
class Step:
    """What is done with one name of a compose file.

    Attributes:
        name: The variable, or SERVICE.image and SERVICE.ports.
        path: The setting that it goes to, or the entry of one; "" where nothing is stored.
        value: What is stored.
        secret: Whether it is stored encrypted.
        reason: Why it goes there, or nowhere.
    """

    name: str
    path: str = ""
    value: str = field(default="", repr=False)
    secret: bool = False
    reason: str = ""

    @property
    def what(self) -> Literal["secret", "setting", "left"]:
        """What happens to it, in a word."""
        if not self.path:
            return "left"
        return "secret" if self.secret else "setting"


@dataclass(frozen=True)
class Choice:
    """What the user says of names.

    Attributes:
        plain: Variables that are not Hasura's own, and no secrets.
        leave: Names that are not taken.
    """

    plain: frozenset[str] = frozenset()
    leave: frozenset[str] = frozenset()


def changed(raw: Raw, steps: Sequence[Step]) -> dict[str, str]:
    """A stack's values as they are after the steps."""
    values = dict(raw)
    for step in steps:
        setting, _, entry = step.path.partition(".")
        if entry:
            values[setting] = json.dumps({**json.loads(values.get(setting, "{}")), entry: step.value})
        elif setting:
            values[setting] = step.value
    if names := new_names(raw, steps):
        values["otherVariables"] = json.dumps([*allowed_names(raw), *names])
    return values


def new_names(raw: Raw, steps: Sequence[Step]) -> list[str]:
    """The names that are not Hasura's own and have to be allowed."""
    entries = [step.path.partition(".")[2] for step in steps]
    allowed = allowed_names(raw)
    return [name for name in entries if name and name not in HASURA_VARIABLES and name not in allowed]


def allowed_names(raw: Raw) -> list[str]:
    """The names that are allowed already."""
    return list(json.loads(raw.get("otherVariables", "[]")))

"""Who administers the database server as themselves: the setting `herm:databaseAdministrators`.

They sign in by Microsoft Entra, beside the administrator with a password. PostgreSQL knows each by the name
that Entra has: a user's principal name, a group's or an application's display name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from infra.config.azure.deployed import Deployed
from infra.config.commands import remove_command, set_command
from infra.config.reader import ConfigReader
from infra.config.schema import PREFIX
from infra.problems import Problem

Kind = Literal["User", "Group", "ServicePrincipal"]

_SETTING = "databaseAdministrators"
_VALUE = re.compile(
    r"(?P<kind>User|Group|ServicePrincipal) (?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
_EXAMPLE = "Group 00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Administrator:
    """One administrator.

    Attributes:
        name: The name in Entra, which is the role's in PostgreSQL.
        object_id: The object's id in Entra.
    """

    name: str
    kind: Kind
    object_id: str


def administrators_refused(
    stack: str, deployed: Deployed, wanted: Iterable[Administrator]
) -> Iterator[Problem]:
    """Who is taken away from a locked server: Azure deletes nothing that is on it.

    Args:
        stack: The stack's name, for the commands.
        deployed: What there is.
        wanted: The administrators that there have to be.
    """
    kept = {one.object_id for one in wanted}
    gone = {id_: found for id_, found in sorted(deployed.administrators.items()) if id_ not in kept}
    if not deployed.locked or not gone:
        return
    up, paths = f"pulumi up --stack {stack}", {id_: f"{_SETTING}.{name}" for id_, (_, name) in gone.items()}
    names = ", ".join(name for _, name in gone.values())
    back = [set_command(stack, paths[id_], f"{kind} {id_}") for id_, (kind, _) in gone.items()]
    away = [remove_command(stack, path) for path in paths.values()]
    first = " && ".join([*back, set_command(stack, "protectData", "false"), up])
    then, last = " && ".join([*away, up]), f"{set_command(stack, 'protectData', 'true')} && {up}"
    reason = f"loses {names}, and the server has a lock: Azure deletes nothing that is on it before that goes"
    yield Problem(f"{PREFIX}{_SETTING}", reason, f"{first}\n    then: {then}\n    and: {last}")


def read_administrators(reader: ConfigReader) -> tuple[Administrator, ...]:
    """The administrators, in the order of their names."""
    found: dict[str, Administrator] = {}
    for name, text in sorted(reader.mapping(_SETTING).items()):
        path = f"{_SETTING}.{name}"
        match = _VALUE.fullmatch(text.strip())
        if match is None:
            reason = f"is {text!r}; it has to be User, Group or ServicePrincipal, and the id in Entra"
            reader.problem(path, reason, reader.set(path, _EXAMPLE))
        elif other := found.get(match["id"]):
            reader.problem(path, f"is {other.name} too: they have the same id", reader.remove(path))
        else:
            found[match["id"]] = Administrator(name, cast("Kind", match["kind"]), match["id"])
    return tuple(found.values())

"""The role that Hasura works with: the settings `herm:databaseRole` and `herm:databaseRolePassword`.

A server is made with one role, its administrator, and Azure's management API makes no other. So a role of
Hasura's own comes after the first deployment: `./herm database-role` has Hasura itself make it, by SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from infra.config.commands import set_command
from infra.config.reader import ConfigReader
from infra.config.schema import PREFIX
from infra.problems import Problem
from infra.secret import Secret

ADMINISTRATOR = "hasura"
"""The login name that the server is made with; it cannot be changed afterwards."""

_SETTING, _PASSWORD = "databaseRole", "databaseRolePassword"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_AZURES = ("pg_", "azure_", "azuresu", "public", "replication")
_SHORTEST = 16


def read_role(reader: ConfigReader) -> tuple[str, Secret]:
    """The role's name and its password; the password is "" where Hasura works as the administrator.

    The password may be set before the role is chosen, so that the role can be made in between.
    """
    name = reader.text(_SETTING)
    if not _NAME.fullmatch(name) or name.startswith(_AZURES):
        words = "small letters, digits and '_', and not a name of Azure's or PostgreSQL's"
        reader.problem(_SETTING, f"is {name!r}; it has to be like api: {words}", reader.set(_SETTING, "api"))
    if name == ADMINISTRATOR:
        reader.text(_PASSWORD)
        return name, Secret("")
    password = reader.secret(_PASSWORD, f"the role {name} signs in with it", minimum=_SHORTEST)
    if password.readable and not password.reveal().isascii():
        reader.problem(_PASSWORD, "holds other characters than ASCII, which PostgreSQL would rewrite")
    return name, password


def role_refused(stack: str, server: str, wanted: str, role: str) -> Iterator[Problem]:
    """A first server has no role but its administrator: Hasura would be refused for ever.

    Another server in the place of one that is there is a restored one, with the roles of its source.

    Args:
        stack: The stack's name, for the commands.
        server: The server that there is; "" where there is none.
        wanted: The server that there has to be.
        role: The role that Hasura has to work with.
    """
    if role == ADMINISTRATOR or server:
        return
    reason = f"is {role}, and the new server {wanted} has no role but its administrator yet"
    first = f"{set_command(stack, _SETTING, ADMINISTRATOR)} && pulumi up --stack {stack}"
    then = f"{set_command(stack, _SETTING, role)} && ./herm database-role --stack {stack}"
    last = f"pulumi up --stack {stack}"
    yield Problem(f"{PREFIX}{_SETTING}", reason, f"{first}\n    then: {then}\n    and: {last}")

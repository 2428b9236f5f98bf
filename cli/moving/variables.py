"""Where each variable of a compose file goes in a stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cli.moving.database import database_at
from cli.moving.source import Source
from cli.moving.step import Choice, Step
from hasura.variables import (
    ACCESS_KEY,
    ADMIN_SECRET,
    FIXED,
    HASURA_VARIABLES,
    JWT_SECRET,
    PREFIX,
    UNAUTHORIZED_ROLE,
)
from infra.config.commands import set_command
from infra.config.docker import DockerSettings
from infra.config.schema import schema
from infra.config.settings import Settings
from infra.contract import CONTRACT, environment

# The variables that have a setting of their own.
_SETTINGS: Mapping[str, str] = {
    ADMIN_SECRET: "adminSecret",
    ACCESS_KEY: "adminSecret",
    JWT_SECRET: "jwtSecret",
    f"{PREFIX}ENABLED_LOG_TYPES": "enabledLogTypes",
    f"{PREFIX}CORS_DOMAIN": "corsDomain",
    UNAUTHORIZED_ROLE: "unauthorizedRole",
}
_ADDRESSES = (f"{PREFIX}DATABASE_URL", f"{PREFIX}METADATA_DATABASE_URL")
_PORT = f"{PREFIX}SERVER_PORT"
# What herm itself says of Azure otherwise than of this machine; a compose file is mostly of the latter kind.
_OF_DEVELOPMENT = {PREFIX + row.name: row.reason for row in CONTRACT if row.reason and not row.setting}


class Variables:
    """The variables of one compose file on their way into one stack."""

    def __init__(self, source: Source, stack: Settings, choice: Choice) -> None:
        self._source = source
        self._stack = stack
        self._choice = choice
        self._has = {variable.name: variable.reveal() for variable in environment(stack)}

    def steps(self) -> list[Step]:
        """A step for each, in the order of their names."""
        return [self._step(name, value) for name, value in sorted(self._source.variables.items())]

    def _step(self, name: str, value: str) -> Step:
        if reason := self._left(name, value):
            return Step(name, reason=reason)
        if name in _ADDRESSES:
            return self._address(name, value)
        if setting := _SETTINGS.get(name):
            return Step(name, setting, value, schema()[setting].secret)
        if known := HASURA_VARIABLES.get(name):
            where = "secretEnvironment" if known.secret else "environment"
            return Step(name, f"{where}.{name}", value, known.secret)
        return self._foreign(name, value)

    def _left(self, name: str, value: str) -> str:
        """Why a variable is not taken; "" where it may be."""
        if name in self._choice.leave:
            return "you said to leave it"
        if name == ACCESS_KEY and ADMIN_SECRET in self._source.variables:
            return f"{ADMIN_SECRET} goes before this old name of it"
        if name == _PORT:
            return FIXED[name]
        if self._has.get(name) == value:
            return "the stack has it already"
        if name in _OF_DEVELOPMENT and not isinstance(self._stack.target, DockerSettings):
            command = set_command(self._stack.stack, f"environment.{name}", value)
            return f"{_OF_DEVELOPMENT[name]}; if you want it all the same: {command}"
        return ""

    def _address(self, name: str, value: str) -> Step:
        """The source's database: the stack has one of its own. The same role of it may keep its password."""
        database, own = database_at(value), database_at(self._stack.database_url.reveal())
        if database is not None and own is not None and name == _ADDRESSES[0]:
            is_same = replace(database, password="") == replace(own, password="")
            if is_same and database.password and self._stack.database_password.reveal():
                return Step(
                    name, "databasePassword", database.password, True, "the password of the same role"
                )
        return Step(name, reason="the stack has a database of its own")

    def _foreign(self, name: str, value: str) -> Step:
        """A variable that is not Hasura's: a secret, unless somebody said that it is none."""
        database = database_at(value)
        if database is not None and database.host in self._source.services:
            own = self._stack.database_url.reveal()
            reason = "it named the source's database, and names the stack's now"
            return Step(name, f"secretEnvironment.{name}", own, True, reason)
        settings = {one.name: one.setting for one in self._stack.custom_variables}
        if name in self._choice.plain or settings.get(name, "").startswith("environment."):
            return Step(name, f"environment.{name}", value)
        reason = f"not Hasura's own, so a secret unless you say: --plain {name}"
        return Step(name, f"secretEnvironment.{name}", value, True, reason)

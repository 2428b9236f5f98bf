"""The environment contract: every variable that Hasura gets, on every target.

One typed table says for each variable where its value comes from, whether it is secret and, where dev and
prod differ on purpose, both values and the reason. `environment()` turns settings into the variables; a
target passes them on and adds none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hasura.variables import PREFIX
from infra.config.docker import DockerSettings
from infra.config.settings import Settings
from infra.secret import Secret

SERVER_PORT = 8080
"""The port on which Hasura listens inside its container, on every target."""

START_COMMAND = ("sh", "-c", 'exec "${HGE_BINARY:-graphql-engine}" serve')
"""How Hasura's image is started, on every target. Its own command is the same without `exec`: a shell stays
the first process, keeps the signal that should end Hasura, and requests under way are cut."""

STOP_SECONDS = 30
"""How long a container may take to finish its requests before it is killed, on every target."""

Value = str | Secret | None
"""A variable's value; None leaves the variable out."""

Source = Callable[[Settings], Value]


@dataclass(frozen=True)
class Row:
    """One variable of the contract.

    Attributes:
        name: The variable's name without `HASURA_GRAPHQL_`.
        setting: The setting that its value comes from; "" when herm itself says it.
        docker: Its value on the local stack.
        azure: Its value on Azure; the same as `docker` unless `reason` says why not.
        reason: Why the two differ on purpose; "" where they do not.
    """

    name: str
    setting: str
    docker: Source
    azure: Source
    reason: str = ""

    def value(self, settings: Settings) -> Value:
        """The variable's value on the target of these settings."""
        return (self.docker if isinstance(settings.target, DockerSettings) else self.azure)(settings)


@dataclass(frozen=True)
class Variable:
    """One environment variable as a target gets it.

    Attributes:
        setting: The setting, or the entry of one, that its value comes from; "" when herm itself says it.
        reason: Why its value differs from another stack's on purpose; "" where it does not.
        own: Whether a user added it in config, and may take it away again.
    """

    name: str
    value: str | Secret
    setting: str
    reason: str = ""
    own: bool = False

    @property
    def secret(self) -> bool:
        """Whether the value is a secret."""
        return isinstance(self.value, Secret)

    def reveal(self) -> str:
        """The plain value."""
        return self.value.reveal() if isinstance(self.value, Secret) else self.value


def _same(name: str, setting: str, value: Source) -> Row:
    return Row(name, setting, value, value)


def _own(name: str, setting: str, value: Source, reason: str) -> Row:
    """A variable read in the same way everywhere, whose value is each stack's own."""
    return Row(name, setting, value, value, reason)


def _fixed(name: str, value: str) -> Row:
    return _same(name, "", lambda _: value)


def _differs(name: str, docker: str, azure: str, reason: str) -> Row:
    return Row(name, "", lambda _: docker, lambda _: azure, reason)


_DATABASE = "every stack has a database of its own"

CONTRACT: tuple[Row, ...] = (
    _own("DATABASE_URL", "databasePassword", lambda s: s.database_url, _DATABASE),
    _own("METADATA_DATABASE_URL", "databasePassword", lambda s: s.database_url, _DATABASE),
    _own("ADMIN_SECRET", "adminSecret", lambda s: s.admin_secret, "a stack's secret opens that stack only"),
    _own(
        "JWT_SECRET",
        "jwtSecret",
        lambda s: s.jwt_secret,
        "tokens made for development are worth nothing in production",
    ),
    Row(
        "PG_CONNECTIONS",
        "tier",
        lambda _: "50",
        lambda s: str(s.azure.tier.connections),
        "all instances of production share what its database takes",
    ),
    _same("ENABLED_LOG_TYPES", "enabledLogTypes", lambda s: s.enabled_log_types),
    _same("UNAUTHORIZED_ROLE", "unauthorizedRole", lambda s: s.unauthorized_role or None),
    Row(
        "CORS_DOMAIN",
        "corsDomain",
        lambda s: s.cors_domain or "*",
        lambda s: s.cors_domain or ", ".join(s.azure.origins),
        "a front end in development runs on any port; in production only known origins may call",
    ),
    _differs("ENABLE_CONSOLE", "true", "false", "the console is for building the API, not for running it"),
    _differs("DEV_MODE", "true", "false", "error details help who develops and inform who attacks"),
    _differs(
        "ENABLED_APIS",
        "metadata,graphql,pgdump,config",
        "metadata,graphql",
        "production serves the API and lets metadata be deployed; dumps and the console's config stay closed",
    ),
    _differs(
        "ADMIN_INTERNAL_ERRORS", "true", "false", "error details help who develops and inform who attacks"
    ),
    _fixed("ENABLE_TELEMETRY", "false"),
    # Less than the container has: what is still running then is ended by Hasura, not by a kill.
    _fixed("GRACEFUL_SHUTDOWN_TIMEOUT", str(STOP_SECONDS - 5)),
    _fixed("SERVER_PORT", str(SERVER_PORT)),
)


def environment(settings: Settings) -> tuple[Variable, ...]:
    """Every variable that Hasura gets from these settings, in the order of their names.

    A variable that the user adds in config replaces the contract's value of the same name; the settings
    have already refused those that may not be replaced.
    """
    variables = {}
    for row in CONTRACT:
        value = row.value(settings)
        if value is not None:
            variables[PREFIX + row.name] = Variable(PREFIX + row.name, value, row.setting, row.reason)
    for custom in settings.custom_variables:
        variables[custom.name] = Variable(custom.name, custom.value, custom.setting, own=True)
    reasons = settings.differences
    return tuple(
        replace(variable, reason=reasons.get(name, variable.reason))
        for name, variable in sorted(variables.items())
    )

"""Settings: a stack's configuration, parsed once, all problems reported together.

What is not done here: nothing is read from files or from the environment, and no value is looked up
anywhere; the caller hands over the raw configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from infra.config.azure.database.address import read_database_url
from infra.config.azure.settings import AzureSettings, read_azure_settings
from infra.config.azure.vault_secrets import check_secret_names, check_secret_sizes
from infra.config.commands import set_command
from infra.config.custom_variables import CustomVariable, read_custom_variables
from infra.config.docker import DockerSettings, local_database_url, read_docker_settings
from infra.config.images import applies_a_project
from infra.config.reader import ConfigReader
from infra.problems import ProblemsError, fail
from infra.secret import Secret

STAND_IN_REPOSITORY = "herm/hasura-stand-in"

TargetName = Literal["docker", "azure"]
_TARGET_OF_STACK: Mapping[str, TargetName] = {"dev": "docker", "prod": "azure"}
_STACK_ON: Mapping[TargetName, str] = {"docker": "a docker stack", "azure": "an azure stack"}


@dataclass(frozen=True)
class Settings:
    """One stack's settings, complete and valid.

    Attributes:
        target: Where the stack runs, with the settings that only such stacks have.
        database_password: Password of the role in a database that the stack makes itself; else "".
        project: The folder of the user's Hasura project, relative to the clone; "" where nobody set it.
    """

    stack: str
    target: DockerSettings | AzureSettings
    jwt_secret: Secret
    admin_secret: Secret
    database_url: Secret
    database_password: Secret
    hasura_image: str
    enabled_log_types: str
    cors_domain: str
    unauthorized_role: str
    custom_variables: tuple[CustomVariable, ...]
    differences: Mapping[str, str]
    project: str

    @property
    def docker(self) -> DockerSettings:
        """The settings of a stack on Docker.

        Raises:
            ProblemsError: When this stack is on Azure.
        """
        if isinstance(self.target, DockerSettings):
            return self.target
        remedy = set_command(self.stack, "target", "docker")
        raise fail(f"stack {self.stack}", "is on Azure, and this works with stacks on Docker", remedy)

    @property
    def azure(self) -> AzureSettings:
        """The settings of a stack on Azure.

        Raises:
            ProblemsError: When this stack is on Docker.
        """
        if isinstance(self.target, AzureSettings):
            return self.target
        remedy = set_command(self.stack, "target", "azure")
        raise fail(f"stack {self.stack}", "is on Docker, and this works with stacks on Azure", remedy)

    @property
    def own_origin(self) -> str:
        """The origin at which browsers see the API."""
        return self.target.origin

    @property
    def engine(self) -> Literal["hasura", "stand-in"]:
        """Which engine answers: Hasura itself, or the stand-in for machines that cannot pull it."""
        return "stand-in" if self.hasura_image.startswith(STAND_IN_REPOSITORY) else "hasura"


def parse(stack: str, config: Mapping[str, str], plain: frozenset[str] = frozenset()) -> Settings:
    """Turn a stack's raw configuration into settings.

    Args:
        stack: The stack's name.
        config: Setting names without the `herm:` prefix; every value a string, objects and arrays as JSON.
        plain: Names of settings known to be stored in plain text.

    Raises:
        ProblemsError: With every problem found.
    """
    reader = ConfigReader(stack, config, plain)
    chosen = _target_name(reader)
    name = chosen or _TARGET_OF_STACK.get(stack, "docker")
    target = read_azure_settings(reader) if name == "azure" else read_docker_settings(reader)
    password, url = _database(reader, target)
    settings = Settings(
        stack=stack,
        target=target,
        jwt_secret=reader.secret("jwtSecret", "Hasura would accept no tokens without it"),
        admin_secret=reader.secret("adminSecret", "Hasura would let anyone in without it", minimum=16),
        database_url=url,
        database_password=password,
        hasura_image=reader.image("hasuraImage"),
        enabled_log_types=reader.text("enabledLogTypes"),
        cors_domain=reader.text("corsDomain"),
        unauthorized_role=reader.text("unauthorizedRole"),
        custom_variables=read_custom_variables(reader),
        differences=reader.mapping("differences"),
        project=reader.text("project"),
    )
    if isinstance(target, AzureSettings):
        _check_azure(reader, settings, target)
    if chosen:
        reader.refuse_unread(f"has no effect on {_STACK_ON[chosen]}")
    if reader.problems:
        raise ProblemsError(reader.problems)
    return settings


def _target_name(reader: ConfigReader) -> TargetName | None:
    """The target that the stack asks for, or has by its name; None where that is a problem."""
    chosen = reader.choice("target", "", "docker", "azure")
    if chosen in ("docker", "azure"):
        return "docker" if chosen == "docker" else "azure"
    if chosen:
        return None
    if reader.stack not in _TARGET_OF_STACK:
        reader.problem("target", f"is not set, and stack {reader.stack!r} is neither dev nor prod")
    return _TARGET_OF_STACK.get(reader.stack)


def _database(reader: ConfigReader, target: DockerSettings | AzureSettings) -> tuple[Secret, Secret]:
    """The password of the stack's own database, and the address at which Hasura finds its database."""
    if isinstance(target, AzureSettings) and not target.database.managed:
        return Secret(""), read_database_url(reader, target.database, Secret(""))
    password = reader.secret("databasePassword", "PostgreSQL needs it for Hasura's role", minimum=8)
    if any(character < " " for character in password.reveal()):
        reader.problem("databasePassword", "holds a line break or another control character")
    if isinstance(target, AzureSettings):
        return password, read_database_url(reader, target.database, password)
    return password, local_database_url(password)


def _check_azure(reader: ConfigReader, settings: Settings, azure: AzureSettings) -> None:
    if azure.uses_vault:
        own = {one.name: one.value for one in settings.custom_variables if isinstance(one.value, Secret)}
        check_secret_names(reader, own)
        paths = {f"secretEnvironment.{name}": value for name, value in own.items()}
        check_secret_sizes(reader, {"jwtSecret": settings.jwt_secret, **paths})
    if azure.slot and applies_a_project(settings.hasura_image):
        reason = (
            "has a project in it, which it applies when it starts, and slot is true: the slot has "
            "production's metadata database, so its start would be the release, and a swap back would not "
            "undo it"
        )
        reader.problem("hasuraImage", reason, reader.set("slot", "false"))
    if settings.engine == "stand-in":
        reader.problem("hasuraImage", "is the stand-in engine, which is for development only")

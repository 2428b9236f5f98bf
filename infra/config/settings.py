"""Settings: a stack's configuration, parsed once, all problems reported together.

What is not done here: nothing is read from files or from the environment, and no value is looked up
anywhere; the caller hands over the raw configuration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from infra.config.azure.settings import (
    AzureSettings,
    check_secret_names,
    read_azure_settings,
    read_database_url,
)
from infra.config.custom_variables import CustomVariable, read_custom_variables
from infra.config.reader import ConfigReader
from infra.problems import ProblemsError
from infra.secret import Secret

Target = Literal["docker", "azure"]
STAND_IN_REPOSITORY = "herm/hasura-stand-in"

_TARGET_OF_STACK: Mapping[str, Target] = {"dev": "docker", "prod": "azure"}
_DOCKER_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,40}")


@dataclass(frozen=True)
class DockerSettings:
    """What only the local stack has; a `postgres_port` of 0 publishes none."""

    name: str
    hasura_port: int
    postgres_port: int
    postgres_image: str


@dataclass(frozen=True)
class Settings:
    """One stack's settings, complete and valid."""

    stack: str
    target: Target
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
    docker: DockerSettings
    azure: AzureSettings

    @property
    def own_origin(self) -> str:
        """The origin at which browsers see the API."""
        return self.azure.origin if self.target == "azure" else f"http://localhost:{self.docker.hasura_port}"

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
    target = _target(reader)
    azure = read_azure_settings(reader)
    external = target == "azure" and azure.database == "external"
    password = Secret("") if external else _database_password(reader)
    settings = Settings(
        stack=stack,
        target=target,
        jwt_secret=reader.secret("jwtSecret", "Hasura would accept no tokens without it"),
        admin_secret=reader.secret("adminSecret", "Hasura would let anyone in without it", minimum=16),
        database_url=read_database_url(reader, azure, password)
        if target == "azure"
        else _local_database_url(password),
        database_password=password,
        hasura_image=_image(reader, "hasuraImage"),
        enabled_log_types=reader.text("enabledLogTypes"),
        cors_domain=reader.text("corsDomain"),
        unauthorized_role=reader.text("unauthorizedRole"),
        custom_variables=read_custom_variables(reader),
        differences=reader.mapping("differences"),
        docker=_docker(reader),
        azure=azure,
    )
    if settings.target == "azure" and azure.uses_vault:
        secret = [entry.name for entry in settings.custom_variables if isinstance(entry.value, Secret)]
        check_secret_names(reader, secret)
    if settings.target == "azure" and settings.engine == "stand-in":
        reader.problem("hasuraImage", "is the stand-in engine, which is for development only")
    if reader.problems:
        raise ProblemsError(reader.problems)
    return settings


def _target(reader: ConfigReader) -> Target:
    chosen = reader.choice("target", "", "docker", "azure")
    if chosen in ("docker", "azure"):
        return "docker" if chosen == "docker" else "azure"
    if reader.stack not in _TARGET_OF_STACK and not chosen:
        reader.problem("target", f"is not set, and stack {reader.stack!r} is neither dev nor prod")
    return _TARGET_OF_STACK.get(reader.stack, "docker")


def _database_password(reader: ConfigReader) -> Secret:
    password = reader.secret("databasePassword", "PostgreSQL needs it for Hasura's role", minimum=8)
    if any(character < " " for character in password.reveal()):
        reader.problem("databasePassword", "holds a line break or another control character")
    return password


def _image(reader: ConfigReader, name: str) -> str:
    image = reader.text(name)
    if not image or " " in image:
        reader.problem(
            name, "is not an image reference", f"pulumi config rm herm:{name} --stack {reader.stack}"
        )
    elif "@sha256:" not in image and not image.startswith("herm/"):
        reader.problem(
            name,
            f"is {image!r}, which has no digest: the same tag may be another image tomorrow",
            reader.set_command(name, f"{image}@sha256:DIGEST"),
        )
    return image


def _docker(reader: ConfigReader) -> DockerSettings:
    name = reader.text("dockerName")
    if not _DOCKER_NAME.fullmatch(name):
        reader.problem("dockerName", f"is {name!r}; Docker takes small letters, digits, '-', '_' and '.'")
    hasura_port = reader.integer("hasuraPort", 1, 65535)
    postgres_port = reader.integer("postgresPort", 0, 65535)
    if postgres_port and hasura_port == postgres_port:
        reader.problem("postgresPort", f"is {postgres_port}, which is hasuraPort too")
    return DockerSettings(name, hasura_port, postgres_port, _image(reader, "postgresImage"))


def _local_database_url(password: Secret) -> Secret:
    """The database inside the stack's own network; its host name is the network alias `postgres`."""
    return Secret(f"postgres://hasura:{quote(password.reveal(), safe='')}@postgres:5432/hasura")

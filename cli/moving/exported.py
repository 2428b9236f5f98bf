"""A stack as a compose project: pure, so that it can be compared with what an import makes of it.

Secrets stand in env files, and everything else in the compose file itself, which may be read by others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import yaml

from cli.compose.env_line import env_line
from hasura.variables import HASURA_VARIABLES, PREFIX
from infra.config.azure.settings import AzureSettings
from infra.config.docker import DockerSettings, local_database_url
from infra.config.schema import schema
from infra.config.settings import Settings
from infra.contract import SERVER_PORT, START_COMMAND, STOP_SECONDS, environment
from infra.docker.health import HASURA_LOOKS, POSTGRES_LOOKS

COMPOSE, HASURA_ENV, POSTGRES_ENV = "docker-compose.yml", "hasura.env", "postgres.env"


@dataclass(frozen=True)
class Exported:
    """A compose project's files.

    Attributes:
        files: Their texts by their names; those that end in `.env` hold secrets.
        plain: The variables of the user's own that are no secrets.
    """

    files: Mapping[str, str] = field(repr=False)
    plain: tuple[str, ...]


def exported(settings: Settings) -> Exported:
    """The compose project of a stack: Hasura, and PostgreSQL unless its database is an external one."""
    external = isinstance(settings.target, AzureSettings) and not settings.target.database.managed
    addresses = {} if external else _addresses(settings)
    variables = environment(settings)
    plain = {one.name: one.reveal() for one in variables if not one.secret}
    secret = {one.name: addresses.get(one.name, one.reveal()) for one in variables if one.secret}
    foreign = tuple(name for name in plain if name not in HASURA_VARIABLES)
    services = {"hasura": _hasura(settings, plain, with_database=not external)}
    files = {HASURA_ENV: _env_text(secret)}
    if not external:
        services["postgres"] = _postgres(settings)
        password = {"POSTGRES_PASSWORD": settings.database_password.reveal()}
        files[POSTGRES_ENV] = _env_text(password)
    document = {"services": services, **({} if external else {"volumes": {"data": {}}})}
    return Exported(
        {COMPOSE: _head(settings, foreign) + yaml.safe_dump(document, sort_keys=False), **files}, foreign
    )


def _addresses(settings: Settings) -> Mapping[str, str]:
    """The database inside of the project takes the place of the stack's own."""
    address = local_database_url(settings.database_password).reveal()
    return {f"{PREFIX}DATABASE_URL": address, f"{PREFIX}METADATA_DATABASE_URL": address}


def _head(settings: Settings, foreign: tuple[str, ...]) -> str:
    more = "".join(f" --plain {name}" for name in foreign)
    return f"# Stack {settings.stack} of herm. The way back: ./herm import compose {COMPOSE}{more}\n"


def _hasura(settings: Settings, plain: Mapping[str, str], *, with_database: bool) -> dict[str, Any]:
    port = settings.target.hasura_port if isinstance(settings.target, DockerSettings) else SERVER_PORT
    own = {} if settings.engine == "stand-in" else {"command": [_escaped(word) for word in START_COMMAND]}
    after = {"depends_on": {"postgres": {"condition": "service_healthy"}}} if with_database else {}
    return {
        "image": settings.hasura_image,
        **own,
        "env_file": [HASURA_ENV],
        "environment": {name: _escaped(value) for name, value in plain.items()},
        "ports": [f"127.0.0.1:{port}:{SERVER_PORT}"],
        **after,
        "restart": "unless-stopped",
        "stop_grace_period": f"{STOP_SECONDS}s",
        "healthcheck": asdict(HASURA_LOOKS),
    }


def _postgres(settings: Settings) -> dict[str, Any]:
    docker = settings.target if isinstance(settings.target, DockerSettings) else None
    image = docker.postgres_image if docker else schema()["postgresImage"].default
    ports = {"ports": [f"127.0.0.1:{docker.postgres_port}:5432"]} if docker and docker.postgres_port else {}
    return {
        "image": image,
        "env_file": [POSTGRES_ENV],
        "environment": {
            "PGDATA": "/var/lib/postgresql/data",
            "POSTGRES_DB": "hasura",
            "POSTGRES_USER": "hasura",
        },
        **ports,
        "volumes": ["data:/var/lib/postgresql/data"],
        "restart": "unless-stopped",
        "stop_signal": "SIGINT",
        "healthcheck": asdict(POSTGRES_LOOKS),
    }


def _env_text(variables: Mapping[str, str]) -> str:
    return "".join(f"{env_line(name, value)}\n" for name, value in variables.items())


def _escaped(text: str) -> str:
    """A text that compose takes as it is: a `$` starts a reference in its files."""
    return text.replace("$", "$$")

"""What only stacks on this machine's Docker have: parsed with the rest of a stack's settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from infra.config.reader import ConfigReader
from infra.secret import Secret

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,40}")


@dataclass(frozen=True)
class DockerSettings:
    """Names and ports of the local stack.

    Attributes:
        name: First part of all physical names.
        hasura_port: Port of the API on 127.0.0.1.
        postgres_port: Port of PostgreSQL on 127.0.0.1; 0 publishes none.
        postgres_image: Reference of PostgreSQL's image.
    """

    name: str
    hasura_port: int
    postgres_port: int
    postgres_image: str

    @property
    def origin(self) -> str:
        """The origin at which browsers see the API."""
        return f"http://localhost:{self.hasura_port}"


def read_docker_settings(reader: ConfigReader) -> DockerSettings:
    """The settings of stacks on Docker, and every problem in them."""
    name = reader.text("dockerName")
    if not _NAME.fullmatch(name):
        reader.problem("dockerName", f"is {name!r}; Docker takes small letters, digits, '-', '_' and '.'")
    hasura_port = reader.integer("hasuraPort", 1, 65535)
    postgres_port = reader.integer("postgresPort", 0, 65535)
    if postgres_port and hasura_port == postgres_port:
        reader.problem("postgresPort", f"is {postgres_port}, which is hasuraPort too")
    return DockerSettings(name, hasura_port, postgres_port, reader.image("postgresImage"))


def local_database_url(password: Secret) -> Secret:
    """The database inside the stack's own network; its host name is the network alias `postgres`."""
    return Secret(f"postgres://hasura:{quote(password.reveal(), safe='')}@postgres:5432/hasura")

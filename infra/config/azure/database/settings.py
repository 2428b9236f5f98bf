"""Which database Hasura works on: a flexible server of the stack's own, or one that is there already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from infra.config.azure.confirmed import Confirmed
from infra.config.azure.database.administrators import Administrator, read_administrators
from infra.config.azure.database.extensions import read_extensions
from infra.config.azure.database.role import read_role
from infra.config.azure.database.sizes import DATABASE_FIELDS
from infra.config.azure.names import Names
from infra.config.azure.overrides import setting_of
from infra.config.reader import ConfigReader
from infra.secret import Secret

DATABASE_NAME = "hasura"

_OF_MANAGED_DATABASE = (
    "databasePassword",
    "databaseAdministrators",
    "databaseRole",
    "databaseRolePassword",
    "databaseVersion",
    "databaseExtensions",
    "serverName",
    "network",
    *(f"override.{setting_of(field)}" for field in DATABASE_FIELDS),
)


@dataclass(frozen=True)
class DatabaseSettings:
    """The database.

    Attributes:
        managed: Whether it is on a flexible server of the stack's own; else it is at a URL.
        host: The server's host; the name resolves to its private address inside the network.
        network: `private` keeps the server inside a virtual network, `public` lets all of Azure in.
        role: The role that Hasura signs in as.
        role_password: Its password; "" where it is the administrator's.
        administrators: Who administers it as themselves, by Microsoft Entra.
        version: PostgreSQL's major version.
        extensions: What roles of the database may `CREATE EXTENSION`.
    """

    managed: bool
    host: str
    network: Literal["private", "public"]
    role: str
    role_password: Secret
    administrators: tuple[Administrator, ...]
    version: int
    extensions: tuple[str, ...]


def read_database(reader: ConfigReader, names: Names, confirmed: Confirmed) -> DatabaseSettings:
    """The database; what only the other kind has is refused."""
    managed = reader.choice("database", "managed", "external") != "external"
    if managed:
        reader.refuse("has no effect with a managed database", "databaseUrl")
    else:
        reader.refuse("has no effect with an external database", *_OF_MANAGED_DATABASE)
    role, role_password = read_role(reader)
    return DatabaseSettings(
        managed=managed,
        host=f"{names.server}.postgres.database.azure.com",
        network=cast("Literal['private', 'public']", reader.choice("network", "private", "public")),
        role=role,
        role_password=role_password,
        administrators=read_administrators(reader),
        version=reader.integer("databaseVersion", 16, 18),
        extensions=read_extensions(reader, confirmed),
    )

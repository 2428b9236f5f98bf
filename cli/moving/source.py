"""Hasura in somebody's compose file: what it gets, from where, and where its database is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli.compose.document import read_services
from cli.compose.service import Service, values_of
from cli.moving.database import Database, database_at
from cli.tokens.environment import read_text
from hasura.variables import PREFIX
from infra.problems import fail

_USUAL_PORT = 8080


@dataclass(frozen=True)
class Source:
    """One Hasura of a compose file.

    Attributes:
        service: The service's name.
        variables: What its container gets.
        port: Where its API is on this machine; None where it is not.
        services: Every service of the file.
    """

    file: Path
    service: str
    image: str
    variables: Mapping[str, str] = field(repr=False)
    port: int | None
    services: Mapping[str, Service] = field(repr=False)

    @property
    def database(self) -> Database | None:
        """The database with the tables; None where no address is set."""
        named = (f"{PREFIX}DATABASE_URL", "PG_DATABASE_URL", f"{PREFIX}METADATA_DATABASE_URL")
        found = (database_at(self.variables.get(name, "")) for name in named)
        return next((one for one in found if one is not None), None)

    @property
    def metadata_database(self) -> Database | None:
        """The database with Hasura's own schema, hdb_catalog."""
        return database_at(self.variables.get(f"{PREFIX}METADATA_DATABASE_URL", "")) or self.database

    @property
    def database_service(self) -> str | None:
        """The service of the compose file that the database is; None where it is elsewhere."""
        database = self.database
        return database.host if database is not None and database.host in self.services else None


def read_source(file: Path, service: str | None, shell: Mapping[str, str] = os.environ) -> Source:
    """The Hasura of a compose file.

    Args:
        file: The compose file.
        service: Its service; None for the only one that runs Hasura.
        shell: The variables that fill references.

    Raises:
        ProblemsError: Docker compose would refuse the file, or it is not clear which service is meant.
    """
    services, found = read_services(file, read_text(file), shell)
    if service is None and len(found) > 1:
        raise fail(
            str(file), f"has several services that run Hasura: {', '.join(found)}", f"--service {found[0]}"
        )
    name = service or found[0]
    if name not in services:
        reason = f"has no service {name}; it has {', '.join(services)}"
        raise fail(str(file), reason, f"The one that runs Hasura: --service {found[0]}")
    variables = values_of(services[name])
    inside = variables.get(f"{PREFIX}SERVER_PORT", "")
    port = services[name].ports.get(int(inside) if inside.isdecimal() else _USUAL_PORT)
    return Source(file, name, services[name].image, variables, port, services)

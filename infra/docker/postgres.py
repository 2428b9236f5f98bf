"""PostgreSQL's container: how it starts, and when it is healthy."""

from __future__ import annotations

import pulumi
import pulumi_docker as docker

from infra.config.docker import DockerSettings
from infra.docker.container import Container
from infra.secret import Secret

_DATA = "/var/lib/postgresql/data"

# The password in config is the truth: at each start the role's password is set to it, in single-user mode,
# before anyone can connect. The official image sets it only when it makes the database.
POSTGRES_START = """\
set -eu
if [ -s "$PGDATA/PG_VERSION" ]; then
  quoted=$(printf %s "$POSTGRES_PASSWORD" | sed "s/'/''/g")
  printf "ALTER ROLE \\"%s\\" PASSWORD '%s';\\n" "$POSTGRES_USER" "$quoted" |
    su postgres -s /bin/sh -c "'$(command -v postgres)' --single -D '$PGDATA' postgres" >/dev/null
fi
exec docker-entrypoint.sh "$@"
"""


def postgres(settings: DockerSettings, password: Secret, volume: pulumi.Input[str]) -> Container:
    """PostgreSQL with the role and the database `hasura`, its data in a volume."""
    return Container(
        role="postgres",
        image=settings.postgres_image,
        environment=(
            ("PGDATA", _DATA),
            ("POSTGRES_DB", "hasura"),
            ("POSTGRES_PASSWORD", password.reveal()),
            ("POSTGRES_USER", "hasura"),
        ),
        ports=((5432, settings.postgres_port),) if settings.postgres_port else (),
        stop_signal="SIGINT",
        # Over TCP: while the image makes the database, its temporary server listens on the socket only.
        health=docker.ContainerHealthcheckArgs(
            tests=["CMD-SHELL", "pg_isready -q -h 127.0.0.1 -U hasura -d hasura"],
            interval="1s",
            timeout="5s",
            retries=60,
            start_period="0s",
        ),
        entrypoint=("sh", "-c", POSTGRES_START, "start"),
        command=("postgres",),
        volume=(volume, _DATA),
    )

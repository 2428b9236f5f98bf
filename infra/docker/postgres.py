"""PostgreSQL's container: how it starts, and when it is healthy."""

from __future__ import annotations

import shlex

import pulumi

from infra.config.commands import remove_command, set_command
from infra.config.docker import DockerSettings
from infra.docker.container import Container
from infra.docker.health import POSTGRES_LOOKS
from infra.secret import Secret

_DATA = "/var/lib/postgresql/data"

# Before the image's own entry point, and only where there is a database already:
# - A server reads the files of its own major version only, and says so in words that help nobody.
# - Another image may have another number for the user postgres; the server reads its own files only.
# - The password in config is the truth: the role's password is set to it in single-user mode, before anyone
#   can connect. The official image sets it only when it makes the database.
_START = """\
set -eu
if [ -s "$PGDATA/PG_VERSION" ]; then
  found=$(cat "$PGDATA/PG_VERSION")
  server=$(postgres -V | sed 's/[^0-9]*\\([0-9]*\\).*/\\1/')
  if [ "$found" != "$server" ]; then
    cat >&2 <<END
herm: the volume holds a database of PostgreSQL $found, which this image, PostgreSQL $server, cannot read.
Dump it with an image of PostgreSQL $found, and load it into an empty volume:
  @set@; ./herm up
  docker exec $name-postgres pg_dump -U hasura -d hasura --no-owner >hasura.sql
  ./herm down --volumes; @remove@; ./herm up
  docker exec -i $name-postgres psql -U hasura -d hasura <hasura.sql
END
    exit 1
  fi
  find "$PGDATA" ! -user postgres -exec chown postgres '{}' +
  quoted=$(printf %s "$POSTGRES_PASSWORD" | sed "s/'/''/g")
  printf "ALTER ROLE \\"%s\\" PASSWORD '%s';\\n" "$POSTGRES_USER" "$quoted" |
    su postgres -s /bin/sh -c "'$(command -v postgres)' --single -D '$PGDATA' postgres" >/dev/null
fi
exec docker-entrypoint.sh "$@"
"""


def start_script(stack: str, name: str) -> str:
    """What runs before the image's entry point; `stack` and `name` are for the commands that it prints."""
    script = _START.replace("@set@", set_command("$stack", "postgresImage", "IMAGE"))
    script = script.replace("@remove@", remove_command("$stack", "postgresImage"))
    return f"stack={shlex.quote(stack)} name={shlex.quote(name)}\n{script}"


def postgres(stack: str, settings: DockerSettings, password: Secret, volume: pulumi.Input[str]) -> Container:
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
        health=POSTGRES_LOOKS,
        entrypoint=("sh", "-c", start_script(stack, settings.name), "start"),
        command=("postgres",),
        volume=(volume, _DATA),
    )

"""Addresses of databases, and the commands that bring one's data into a stack or out of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cli.paths import DEV

_CATALOG = "hdb_catalog"
"""Hasura's own schema: metadata, and what the CLI knows of migrations."""


@dataclass(frozen=True)
class Database:
    """What an address of PostgreSQL says."""

    host: str
    port: int
    user: str
    name: str
    password: str = field(repr=False)


def database_at(address: str) -> Database | None:
    """The parts of `postgres://USER:PASSWORD@HOST:PORT/NAME`; None where it is no such address."""
    try:
        url = urlsplit(address)
        port = url.port or 5432
    except ValueError:
        return None
    if url.scheme not in ("postgres", "postgresql") or not url.hostname:
        return None
    user, name = unquote(url.username or "postgres"), unquote(url.path.lstrip("/"))
    return Database(url.hostname, port, user, name or user, unquote(url.password or ""))


def dump_command(database: Database, file: Path | None, more: str = "") -> str:
    """The command that writes a database as SQL; outside of the compose file it asks for the password."""
    rest = f"--no-owner --no-privileges{more}"
    user, name = shlex.quote(database.user), shlex.quote(database.name)
    if file is None:
        where = f"-h {shlex.quote(database.host)} -p {database.port}"
        return f"pg_dump {where} -U {user} -d {name} {rest}"
    compose = f"docker compose -f {shlex.quote(str(file))} exec -T {shlex.quote(database.host)}"
    return f"{compose} pg_dump -U {user} -d {name} {rest}"


def move_commands(
    stack: str, prefix: str, tables: Database, metadata: Database, file: Path | None
) -> Iterator[str]:
    """The commands that bring tables and metadata into a local stack, in their order.

    Args:
        stack: The stack's name.
        prefix: The first part of its containers' names.
        tables: The database with the tables.
        metadata: The database with the metadata; the same one where there is one alone.
        file: The compose file, where the databases are services of it.
    """
    option = "" if stack == DEV else f" --stack {stack}"
    if metadata == tables:
        yield f"{dump_command(tables, file)} >hasura.sql"
    else:
        yield f"{dump_command(tables, file, f' -N {_CATALOG}')} >hasura.sql"
        yield f"{dump_command(metadata, file, f' -n {_CATALOG}')} >>hasura.sql"
    yield f"./herm up{option}"
    yield f"docker stop {prefix}-hasura"
    yield f"./herm psql{option} -- -c 'DROP SCHEMA IF EXISTS {_CATALOG} CASCADE'"
    yield f"./herm psql{option} -- -v ON_ERROR_STOP=1 --single-transaction <hasura.sql"
    yield f"./herm up --full{option}"


def dump_out_commands(stack: str, prefix: str, file: str) -> Iterator[str]:
    """The commands that bring a local stack's data into its compose project, and start that."""
    option = "" if stack == DEV else f" --stack {stack}"
    yield f"docker exec {prefix}-postgres pg_dump -U hasura -d hasura --no-owner >hasura.sql"
    yield f"./herm down{option}"
    yield f"docker compose -f {file} up -d --wait postgres"
    yield f"docker compose -f {file} exec -T postgres psql -U hasura -d hasura -v ON_ERROR_STOP=1 <hasura.sql"
    yield f"docker compose -f {file} up -d"

"""The SQL of `./herm database-role` on a real PostgreSQL, by an administrator who is no superuser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from cli.database.role import role_statements, scram_verifier
from tests.live.containers import Sandbox, accepts, docker, sql, wait_until

pytestmark = pytest.mark.needs_root

Ask = Callable[..., str]
OLD, NEW = "a-password-of-this-role", "another-password-of-this-role"
_AZURES = """
CREATE ROLE administrator CREATEDB CREATEROLE LOGIN PASSWORD 'administrator';
CREATE DATABASE api OWNER administrator;
CREATE DATABASE other OWNER administrator;
REVOKE CONNECT ON DATABASE other FROM public;
"""
_HASURAS = """
CREATE EXTENSION pgcrypto;
CREATE SCHEMA hdb_catalog;
CREATE TABLE hdb_catalog.hdb_version (id int);
CREATE TABLE public.author (id serial PRIMARY KEY, name text);
CREATE FUNCTION public.one() RETURNS int LANGUAGE sql AS 'SELECT 1';
"""


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Runs SQL in the database `api` as somebody, in one transaction, as Hasura does; gives what is said."""
    room = Sandbox()
    try:
        container = room.postgres()
        wait_until(lambda: accepts(container))
        for statement in _AZURES.strip().splitlines():
            sql(container, statement)

        def run(statements: str, user: str = "api", password: str = NEW, database: str = "api") -> str:
            # By the container's own address: PostgreSQL's image trusts whoever comes from 127.0.0.1.
            words = f"psql -1 -v ON_ERROR_STOP=1 -h postgres -U {user} -d {database} -Atqc"
            command = ("sh", "-c", f'{words} "$0" 2>&1', statements)
            return docker("exec", "--env", f"PGPASSWORD={password}", container, *command, check=False)

        yield run
    finally:
        room.remove()


def test_role_owns_what_was_the_administrators_and_no_more(ask: Ask) -> None:
    """All of Hasura's database becomes the role's; the administrator, still signed in, goes on working."""
    assert ask(_HASURAS, "administrator", "administrator") == ""
    made = role_statements("api", scram_verifier(OLD), "api")
    assert ask(made, "administrator", "administrator") == ""
    assert ask(role_statements("api", scram_verifier(NEW), "api"), password=OLD) == ""
    assert "password authentication failed" in ask("SELECT 1", password=OLD)
    assert ask("ALTER TABLE author ADD born int; CREATE TABLE public.book (id int); CREATE SCHEMA mine") == ""
    assert ask("INSERT INTO hdb_catalog.hdb_version VALUES (1); SELECT one()") == "1"
    owners = "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relname ~ '^(hdb_version|author)'"
    assert ask(owners) == "api"
    assert ask("SELECT pg_get_userbyid(extowner) FROM pg_extension WHERE extname = 'pgcrypto'") == "api"
    assert ask("SELECT count(*) FROM author; ", "administrator", "administrator") == "0"
    for refused in ("CREATE ROLE more", "ALTER ROLE administrator PASSWORD 'mine'", "SET ROLE administrator"):
        assert "permission denied" in ask(refused)
    assert "permission denied for database" in ask("SELECT 1", database="other")

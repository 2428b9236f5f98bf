"""PostgreSQL from packages keeps the contract of the official image."""

from __future__ import annotations

import time

import pytest

from infra.docker.postgres import start_script
from tests.live.containers import (
    DATABASE,
    PASSWORD,
    Sandbox,
    accepts,
    built,
    docker,
    exit_code,
    sql,
    wait_until,
)

pytestmark = pytest.mark.needs_root


def test_first_start(sandbox: Sandbox) -> None:
    """An empty volume becomes the database of the environment; the server is the first process."""
    container = sandbox.postgres()
    wait_until(lambda: accepts(container))
    assert sql(container, "SELECT current_user || '/' || current_database()") == "hasura/hasura"
    assert "password authentication failed" in sql(container, "SELECT 1", "wrong")
    assert sql(container, "CREATE EXTENSION pgcrypto; SELECT length(gen_random_bytes(3))").endswith("3")
    assert docker("exec", container, "psql", "-U", "hasura", "-Atc", "SELECT 1") == "1"
    status = docker("exec", container, "cat", "/proc/1/comm", "/proc/1/status")
    assert status.startswith("postgres\n")
    assert f"Uid:\t{docker('exec', container, 'id', '-u', 'postgres')}\t" in status


def test_restart_keeps_the_data(sandbox: Sandbox) -> None:
    """A container on the volume of an earlier one finds its rows; SIGINT stops it, clients or not."""
    container = sandbox.postgres()
    wait_until(lambda: accepts(container))
    sql(container, "CREATE TABLE kept AS SELECT 42 AS answer")
    docker("exec", "--detach", container, "psql", "-U", "hasura", "-c", "SELECT pg_sleep(300)")
    started = time.monotonic()
    docker("stop", "--time", "20", container)
    assert time.monotonic() - started < 10
    assert exit_code(container) == 0
    container = sandbox.postgres(POSTGRES_PASSWORD="ignored")
    wait_until(lambda: accepts(container))
    assert sql(container, "SELECT answer FROM kept") == "42"


def test_password_follows_the_config(sandbox: Sandbox) -> None:
    """Started as the component starts it, the role's password becomes the one in config, and only that."""
    first = sandbox.postgres()
    wait_until(lambda: accepts(first))
    new = "an\"other's $PASS"
    container = sandbox.run(
        "postgres",
        built().postgres,
        DATABASE | {"POSTGRES_PASSWORD": new},
        *("--volume", f"{sandbox.name}-data:/var/lib/postgresql/data", "--entrypoint", "sh"),
        command=("-c", start_script("dev", sandbox.name), "start", "postgres"),
    )
    wait_until(lambda: accepts(container))
    assert sql(container, "SELECT 1", new) == "1"
    assert "password authentication failed" in sql(container, "SELECT 1", PASSWORD)


def test_no_password(sandbox: Sandbox) -> None:
    """Without a password there is no database, in the official image's words."""
    container = sandbox.run("postgres", built().postgres, {})
    assert exit_code(container) == 1
    assert "superuser password is not specified" in docker("logs", container)


@pytest.mark.parametrize("seconds", [0.2, 0.5, 0.8, 1.1, 1.5, 2.0])
def test_killed_while_making_the_database(sandbox: Sandbox, seconds: float) -> None:
    """A kill at any moment of the first start leaves a volume that the next start completes."""
    container = sandbox.postgres()
    time.sleep(seconds)
    docker("kill", container, check=False)
    container = sandbox.postgres()
    wait_until(lambda: accepts(container))
    assert sql(container, "SELECT current_database()") == "hasura"


def test_stopped_while_making_the_database(sandbox: Sandbox) -> None:
    """A stop during the first start is obeyed once the database is whole."""
    container = sandbox.postgres()
    # Before its first line the entry point is no more than a process that Linux is starting: the first of a
    # container, to which a signal without a handler means nothing.
    wait_until(lambda: "The files belonging to this database system" in docker("logs", container))
    docker("stop", "--time", "30", container)
    assert exit_code(container) == 130
    assert "ready for start up" in docker("logs", container)


def test_nothing_of_the_machine_in_the_image() -> None:
    """The image holds no key, no machine id and no database of the machine that built it."""
    command = "find /etc/ssl/private /var/lib/postgresql -mindepth 1; ls /etc | grep -Fx machine-id; echo end"
    assert docker("run", "--rm", "--entrypoint", "sh", built().postgres, "-c", command) == "end"

"""What the released images have and the built ones lack: a health check, a shell in front, another owner.

The doubles are made from the images that herm builds. They have what the released ones have and is awkward,
and are called doubles.
"""

from __future__ import annotations

import io
import shlex
import subprocess
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.contract import START_COMMAND
from infra.docker.postgres import start_script
from tests.live.containers import (
    DATABASE,
    DATABASE_URL,
    Sandbox,
    accepts,
    built,
    docker,
    exit_code,
    sql,
    wait_until,
)
from tests.support.clones import Clone

pytestmark = pytest.mark.needs_root

# As in Hasura's own Dockerfile; the released image's binary has this name.
BINARY = "graphql-engine-pro"
AS_RELEASED = (
    f"ENV HGE_BINARY={BINARY}",
    "HEALTHCHECK --start-period=10s CMD curl -f http://localhost:8080/healthz || exit 1",
    'CMD "${HGE_BINARY}" serve',
)


@pytest.fixture(scope="module")
def released() -> Iterator[str]:
    """A double of Hasura's released image: the stand-in, started and probed as that image says."""
    builder = f"herm-test-released-hasura-{uuid.uuid4().hex[:8]}"
    name = f"herm/double-of-released-hasura:{builder.rpartition('-')[2]}"
    options = [option for change in AS_RELEASED for option in ("--change", change)]
    # Without the stand-in's entry point, which no change of a commit takes away.
    docker("create", "--name", builder, "--entrypoint", "", built().hasura, "true")
    try:
        subprocess.run(["docker", "cp", "-", f"{builder}:/usr/bin"], input=_binary(), check=True)
        docker("commit", *options, builder, name)
        yield name
    finally:
        docker("rm", "--force", builder, check=False)
        docker("image", "rm", "--force", name, check=False)


def _binary() -> bytes:
    """The engine's binary as a tar: the stand-in under the released engine's name."""
    script = b'#!/bin/sh\n[ "$1" = serve ] && exec python3 -m doubles.standin\n'
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo(BINARY)
        entry.size, entry.mode = len(script), 0o755
        tar.addfile(entry, io.BytesIO(script))
    return archive.getvalue()


@pytest.fixture(scope="module")
def clone(released: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A clone that is up with the double of the released image."""
    clone = Clone(tmp_path_factory.mktemp("released"), ready=True)
    images = (
        "--config",
        f"herm:hasuraImage={released}",
        "--config",
        f"herm:postgresImage={built().postgres}",
    )
    try:
        clone.herm("up", *clone.own_settings, *images)
        yield clone
    finally:
        clone.remove()


def test_the_images_own_health_check_leaves_no_difference(clone: Clone) -> None:
    """After the first `up` there is nothing to do, and Docker has what the program described."""
    flags = ("--stack", "dev", "--expect-no-changes", "--non-interactive")
    clone.pulumi("up", "--yes", "--skip-preview", *flags)
    clone.pulumi("preview", "--refresh", *flags)


def test_asked_to_stop_hasura_finishes_in_time(clone: Clone) -> None:
    """The signal reaches the engine and not a shell, which would be killed when the time is up."""
    name = clone.container("hasura")["Name"].lstrip("/")
    assert _stopped(name)
    docker("start", name)


@pytest.mark.parametrize(("command", "graceful"), [(shlex.join(START_COMMAND), True), ("", False)])
def test_startup_command_of_the_web_app_lets_hasura_finish(
    released: str, sandbox: Sandbox, command: str, graceful: bool
) -> None:
    """App Service hands the command's words to the image, whose own command ends with a kill."""
    database = sandbox.postgres()
    wait_until(lambda: accepts(database))
    environment = {"HASURA_GRAPHQL_DATABASE_URL": DATABASE_URL, "HASURA_GRAPHQL_ADMIN_SECRET": "s" * 16}
    container = sandbox.run("hasura", released, environment, command=shlex.split(command))
    wait_until(lambda: "starting API server" in docker("logs", container))
    assert _stopped(container, 30 if graceful else 6) == graceful


def _stopped(container: str, seconds: int = 30) -> bool:
    """Stop a container; whether it ended by itself in that time, with a last word."""
    docker("stop", "--time", str(seconds), container)
    killed = exit_code(container) == 137
    assert killed == ('"message":"stopped"' not in docker("logs", container))
    return not killed


def test_volume_of_another_version_is_refused_with_commands_that_work(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """One line says which versions do not fit; the commands after it take the data along."""
    container = _started(sandbox)
    sql(container, "CREATE TABLE kept AS SELECT 42 AS answer")
    version = docker("exec", container, "cat", "/var/lib/postgresql/data/PG_VERSION")
    _in_volume(sandbox, "echo 9 >PG_VERSION")
    container = _start(sandbox)
    assert exit_code(container) == 1
    said = docker("logs", container).splitlines()
    assert (
        said[0] == "herm: the volume holds a database of PostgreSQL 9, which this image, "
        f"PostgreSQL {version}, cannot read."
    )
    dump, load = (line.strip() for line in said if line.strip().startswith("docker exec"))
    _in_volume(sandbox, f"echo {version} >PG_VERSION")
    _started(sandbox)
    subprocess.run(dump, shell=True, cwd=tmp_path, check=True)  # noqa: S602 - as a person pastes it
    docker("rm", "--force", container)
    docker("volume", "rm", f"{sandbox.name}-data")
    container = _started(sandbox)
    subprocess.run(load, shell=True, cwd=tmp_path, check=True)  # noqa: S602 - as a person pastes it
    assert sql(container, "SELECT answer FROM kept") == "42"


def test_volume_of_another_images_user_is_taken_over(sandbox: Sandbox) -> None:
    """Images give the user postgres different numbers; the files become those of the image that runs."""
    container = _started(sandbox)
    sql(container, "CREATE TABLE kept AS SELECT 42 AS answer")
    _in_volume(sandbox, "chown -R 4711:4711 .")
    container = _started(sandbox)
    assert sql(container, "SELECT answer FROM kept") == "42"


def _start(sandbox: Sandbox) -> str:
    """PostgreSQL, started as the component starts it."""
    options = ("--volume", f"{sandbox.name}-data:/var/lib/postgresql/data", "--entrypoint", "sh")
    script = ("-c", start_script("dev", sandbox.name), "start", "postgres")
    environment = {**DATABASE, "PGDATA": "/var/lib/postgresql/data"}
    return sandbox.run("postgres", built().postgres, environment, *options, command=script)


def _started(sandbox: Sandbox) -> str:
    container = _start(sandbox)
    wait_until(lambda: accepts(container))
    return container


def _in_volume(sandbox: Sandbox, script: str) -> None:
    """Run a script in the volume while no server does; a stop is as clean as a shutdown."""
    docker("stop", f"{sandbox.name}-postgres")
    mounted = ("--volume", f"{sandbox.name}-data:/data", "--workdir", "/data", "--entrypoint", "sh")
    docker("run", "--rm", "--user", "root", *mounted, built().postgres, "-euc", script)

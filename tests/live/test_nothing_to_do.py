"""`./herm up` where nothing is to be done: no engine starts; any change takes the whole way again.

tests/unit/cli/up/ changes every input; here are those where the real engine and the real Docker have a say.
"""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.clones import Clone

_SAYS = "Nothing to do"


def docker(*arguments: str) -> None:
    """Run docker; it has to succeed."""
    subprocess.run(["docker", *arguments], capture_output=True, check=True)


def state_of(clone: Clone) -> tuple[int, int]:
    """Number and time of change of the state's file: every engine that changes a stack writes a new one."""
    status = (clone.folder / ".herm/state/.pulumi/stacks/herm/dev.json").stat()
    return status.st_ino, status.st_ctime_ns


def page(printed: str) -> str:
    """The closing page."""
    return printed[printed.index("The API is up") :]


def up(clone: Clone, **extra: str) -> bool:
    """Run `./herm up`; whether it took the whole way, by its words and by the state's file."""
    before = state_of(clone)
    printed = clone.herm("up", check=True, **extra).stderr
    wrote = state_of(clone) != before
    assert (_SAYS in printed) is not wrote
    assert ("Smoke check" in printed) is wrote
    return wrote


@pytest.fixture
def settled(clone: Clone) -> Iterator[Clone]:
    """A clone in which there is nothing to do; its own files are as git knows them afterwards."""
    while up(clone):
        pass
    yield clone
    subprocess.run(["git", "checkout", "--quiet", "--", "."], cwd=clone.folder, check=True)


def test_nothing_to_do_starts_no_engine_and_ends_with_the_same_page(settled: Clone) -> None:
    """State and containers stay as they are, and the page is that of a whole run."""
    before = settled.identities()
    whole, again = settled.herm("up", "--full").stderr, settled.herm("up").stderr
    assert _SAYS not in whole
    assert _SAYS in again
    assert page(whole) == page(again)
    assert settled.identities() == before


def append(name: str) -> Callable[[Clone], None]:
    """One more line in a file."""

    def change(clone: Clone) -> None:
        with (clone.folder / name).open("a", encoding="utf-8") as file:
            file.write("\n")

    return change


def without_network(clone: Clone) -> None:
    """Take the network away under running containers."""
    for role in ("hasura", "postgres"):
        docker("network", "disconnect", "--force", clone.name, f"{clone.name}-{role}")
    docker("network", "rm", clone.name)


def in_place_of_hasura(clone: Clone) -> None:
    """A container of somebody else's in the place of the clone's."""
    name, image = f"{clone.name}-hasura", str(clone.container("hasura")["Image"])
    docker("rm", "--force", name)
    docker("run", "--detach", "--name", name, "--entrypoint", "sleep", image, "1000")


CHANGES: dict[str, Callable[[Clone], None]] = {
    "settings": append("Pulumi.dev.yaml"),
    "lock": append("requirements/prod.txt"),
    "container stopped": lambda clone: docker("stop", f"{clone.name}-hasura"),
    "container removed": lambda clone: docker("rm", "--force", f"{clone.name}-hasura"),
    "container of somebody else's": in_place_of_hasura,
    "network removed": without_network,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_takes_the_whole_way_once(settled: Clone, what: str) -> None:
    """After the change the whole way is gone, and after that there is nothing to do again."""
    CHANGES[what](settled)
    assert up(settled)
    assert not up(settled)
    assert settled.herm("status").returncode == 0


def test_a_changed_program_is_in_force(settled: Clone) -> None:
    """What it says of Docker's look at health holds after the next run, and then there is nothing to do."""
    program = settled.folder / "infra/docker/health.py"
    text = program.read_text(encoding="utf-8")
    assert '"800ms"' in text
    program.write_text(text.replace('"800ms"', '"850ms"'), encoding="utf-8")
    assert up(settled)
    assert settled.container("hasura")["Config"]["Healthcheck"]["Interval"] == 850_000_000  # nanoseconds
    assert not up(settled)
    assert settled.herm("status").returncode == 0


def test_passphrase_state_and_variables_count(settled: Clone, tmp_path: Path) -> None:
    """A file that was written anew is not taken for the same, and neither is another search path."""
    for name in (".herm/passphrase", ".herm/state/.pulumi/stacks/herm/dev.json"):
        path = settled.folder / name
        path.write_bytes(path.read_bytes())
        assert up(settled)
    path_with_more = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    assert up(settled, PATH=path_with_more)
    assert not up(settled, PATH=path_with_more)
    other_engine = tmp_path / "pulumi"
    other_engine.write_text("#!/bin/sh\necho v3.1.0\n", encoding="utf-8")  # too old: found, and not used
    other_engine.chmod(0o755)
    assert up(settled, PATH=path_with_more)
    assert not up(settled, PATH=path_with_more, PULUMI_CONFIG_PASSPHRASE="of another project")


def test_an_image_of_another_content_counts(settled: Clone) -> None:
    """The same name for another image is another image."""
    own, container = f"herm/{settled.name}:1", f"{settled.name}-changed"
    settings = settled.folder / "Pulumi.dev.yaml"
    good = settings.read_text(encoding="utf-8")
    docker("tag", str(settled.container("hasura")["Config"]["Image"]), own)
    try:
        settled.herm("up", "--config", f"herm:hasuraImage={own}")
        assert not up(settled)
        docker("create", "--name", container, own)
        docker("commit", "--change", "LABEL changed=yes", container, own)
        assert up(settled)
    finally:
        settings.write_text(good, encoding="utf-8")
        subprocess.run(["docker", "rm", "--force", container], capture_output=True, check=False)
        settled.herm("up")
        subprocess.run(["docker", "rmi", "--force", own], capture_output=True, check=False)


def test_record_is_private_and_tells_no_secret(settled: Clone) -> None:
    """Only its owner may read it, and no secret, nor a usual hash of one, is in it."""
    path = settled.folder / ".herm/up-dev.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    settings = settled.settings()
    secrets = [settings[name] for name in ("adminSecret", "databasePassword", "jwtSecret")]
    secrets.append((settled.folder / ".herm/passphrase").read_text(encoding="utf-8"))
    for secret in (each.encode() for each in secrets):
        told = [secret.decode(), *(make(secret).hexdigest() for make in (hashlib.sha256, hashlib.sha1))]
        assert not [form for form in told if form in text]


def test_a_run_that_fails_leaves_no_record(settled: Clone) -> None:
    """What a failed run left is not taken for granted: the next one looks at everything."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert settled.herm("up", "--config", f"herm:hasuraPort={port}", check=False).returncode == 1
    assert not (settled.folder / ".herm/up-dev.json").exists()
    assert up(settled)

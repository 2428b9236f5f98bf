"""Faults are inputs: each ends in one clear message or in a run that goes on, and nothing is lost."""

from __future__ import annotations

import socket
import subprocess

import pytest

from tests.support.clones import Clone


def test_taken_port_is_named_with_the_command_that_chooses_another(clone: Clone) -> None:
    """The port's holder is looked for before anything changes, and the printed command fixes it."""
    clone.herm("down")
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", clone.port))
        holder.listen()
        done = clone.herm("up", check=False)
        assert done.returncode == 1
        assert f"port {clone.port}" in done.stderr
        assert "pulumi config set herm:hasuraPort" in done.stderr
        command = next(
            line.strip() for line in done.stderr.splitlines() if "config set herm:hasuraPort" in line
        )
        clone.pulumi(*command.split()[1:])
        clone.port = int(command.split()[4])
        clone.herm("up")
    assert clone.herm("status").returncode == 0


def test_stopped_containers_are_started_again(clone: Clone) -> None:
    """Containers that somebody stopped by hand run again after `./herm up`, and are the same ones."""
    before = {role: identity for role, (identity, _) in clone.identities().items()}
    names = [f"{clone.name}-hasura", f"{clone.name}-postgres"]
    subprocess.run(["docker", "stop", *names], capture_output=True, check=True)
    clone.herm("up")
    assert {role: identity for role, (identity, _) in clone.identities().items()} == before
    assert clone.herm("status").returncode == 0


def test_container_of_the_same_name_is_not_touched(clone: Clone) -> None:
    """A container that is not this clone's is reported, and it keeps running."""
    name, image = f"{clone.name}-hasura", clone.container("hasura")["Image"]
    clone.herm("down")
    command = ["docker", "run", "-d", "--name", name, "--entrypoint", "sleep", image, "1000"]
    subprocess.run(command, capture_output=True, check=True)
    done = clone.herm("up", check=False)
    assert done.returncode == 1
    assert f"container {name}" in done.stderr
    assert f"docker container rm --force {name}" in done.stderr
    subprocess.run(["docker", "rm", "-f", name], capture_output=True, check=True)
    clone.herm("up")


def test_wrong_password_in_the_database_is_set_right_by_a_restart(clone: Clone) -> None:
    """A role whose password somebody changed takes the one in config again when its server starts."""
    clone.sql("ALTER ROLE hasura PASSWORD 'somebody-elses'")
    subprocess.run(["docker", "restart", f"{clone.name}-hasura"], capture_output=True, check=True)
    done = clone.herm("up", check=False)
    assert done.returncode == 1
    assert f"docker restart {clone.name}-postgres" in done.stderr
    subprocess.run(["docker", "restart", f"{clone.name}-postgres"], capture_output=True, check=True)
    clone.herm("up")
    assert clone.herm("status").returncode == 0


def test_unreachable_docker_host_is_named(clone: Clone) -> None:
    """An address in DOCKER_HOST that nobody answers is the user's word: it is named, not worked around."""
    done = clone.herm("up", check=False, DOCKER_HOST="tcp://127.0.0.1:9")
    assert done.returncode == 1
    assert "tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("config:\n  herm:hasuraPort: [1\n", "Pulumi.dev.yaml, line 3: is not YAML"),
        ("- a\n- b\n", "has to hold settings under `config:`"),
    ],
)
def test_malformed_stack_file_is_named(clone: Clone, text: str, expected: str) -> None:
    """A file that nobody can read stops the run before it starts, and it is left as it is."""
    path = clone.folder / "Pulumi.dev.yaml"
    good = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    try:
        done = clone.herm("up", check=False)
        assert done.returncode == 1
        assert expected in done.stderr
        assert "Traceback" not in done.stderr
        assert path.read_text(encoding="utf-8") == text
    finally:
        path.write_text(good, encoding="utf-8")


def test_unknown_setting_and_wrong_value_are_reported_together(clone: Clone) -> None:
    """Plain `pulumi preview` and `./herm up` tell the same problems, all at once."""
    path = clone.folder / "Pulumi.dev.yaml"
    good = path.read_text(encoding="utf-8")
    clone.pulumi("config", "set", "herm:hasuraPrt", "1", "--stack", "dev")
    clone.pulumi("config", "set", "herm:dockerName", "Not A Name", "--stack", "dev")
    try:
        for done in (
            clone.herm("up", check=False),
            clone.pulumi("preview", "--stack", "dev", "--non-interactive", check=False),
        ):
            output = done.stdout + done.stderr
            assert done.returncode != 0
            assert "did you mean herm:hasuraPort?" in output
            assert "Docker takes small letters" in output
            assert "Traceback" not in output
    finally:
        path.write_text(good, encoding="utf-8")


def test_lost_passphrase_is_explained(clone: Clone) -> None:
    """Without the passphrase the secrets cannot be read, and herm says how to go on."""
    passphrase = clone.folder / ".herm/passphrase"
    aside = passphrase.rename(passphrase.with_name("aside"))
    try:
        done = clone.herm("up", check=False)
        assert done.returncode == 1
        assert ".herm/passphrase" in done.stderr
        assert "the data stays" in done.stderr
    finally:
        aside.rename(passphrase)


def test_container_that_does_not_get_healthy_shows_its_own_words(clone: Clone) -> None:
    """When a container ends instead of getting healthy, the failure shows the end of its log."""
    path = clone.folder / "Pulumi.dev.yaml"
    good = path.read_text(encoding="utf-8")
    # PostgreSQL's image ends at once where Hasura's is expected: it has no such program.
    image = clone.pulumi("config", "get", "herm:postgresImage", "--stack", "dev").stdout.strip()
    clone.pulumi("config", "set", "herm:hasuraImage", image, "--stack", "dev")
    try:
        done = clone.herm("up", check=False)
        assert done.returncode == 1
        assert f"docker logs {clone.name}-hasura" in done.stderr
        assert "graphql-engine: not found" in done.stderr
    finally:
        path.write_text(good, encoding="utf-8")
        clone.herm("up")

"""Whatever somebody takes out of Docker, `./herm status` names it and `./herm up` makes it again."""

from __future__ import annotations

import subprocess

import pytest

from tests.support.clones import Clone


def docker(*arguments: str) -> str:
    """Run docker; it has to succeed."""
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout.strip()


def take_away(name: str, *what: str) -> list[str]:
    """Remove things of a stack from Docker; the lines in which `./herm status` has to name them."""
    containers = [f"{name}-{role}" for role in ("hasura", "postgres")]
    if "network" in what and "containers" not in what:
        docker("stop", *containers)
    gone = [container for container in containers if container in what or "containers" in what]
    for container in gone:
        docker("rm", "--force", container)
    if "network" in what:
        docker("network", "rm", name)
    if "volume" in what:
        docker("volume", "rm", f"{name}-data")
    return gone


@pytest.mark.parametrize(
    "what",
    [("hasura",), ("postgres",), ("network",), ("containers",), ("containers", "network", "volume")],
    ids="+".join,
)
def test_what_was_removed_is_named_and_made_again(clone: Clone, what: tuple[str, ...]) -> None:
    """Containers, network and volume, one by one and all together; what is left keeps its data."""
    clone.sql("CREATE TABLE IF NOT EXISTS kept (word text)")
    roles = {f"{clone.name}-{one}" if one in ("hasura", "postgres") else one for one in what}
    gone = take_away(clone.name, *roles)
    status = clone.herm("status", check=False)
    assert status.returncode == 1
    for container in gone:
        assert f"container {container}" in status.stdout
    if "network" in what:
        assert f"network {clone.name}" in status.stdout
    done = clone.herm("up")
    assert "is gone from Docker" in done.stderr
    assert clone.herm("status").returncode == 0
    there = clone.sql("SELECT to_regclass('kept') IS NOT NULL")
    assert there == ("f" if "volume" in what else "t")
    clone.pulumi("preview", "--stack", "dev", "--expect-no-changes", "--refresh", "--non-interactive")


def test_an_image_that_was_removed_is_had_again(clone: Clone) -> None:
    """An image whose name is gone from Docker is no reason to fail."""
    image = clone.pulumi("config", "get", "herm:hasuraImage", "--stack", "dev").stdout.strip()
    own = f"{clone.name}:1"
    path = clone.folder / "Pulumi.dev.yaml"
    good = path.read_text(encoding="utf-8")
    docker("tag", image, f"herm/{own}")
    try:
        clone.herm("up", "--config", f"herm:hasuraImage=herm/{own}")
        docker("rmi", f"herm/{own}")
        assert f"image herm/{own}" in clone.herm("status", check=False).stdout
        path.write_text(good, encoding="utf-8")
        clone.herm("up")
    finally:
        path.write_text(good, encoding="utf-8")
        subprocess.run(["docker", "rmi", f"herm/{own}"], capture_output=True, check=False)
    assert clone.herm("status").returncode == 0


def test_a_container_that_took_the_name_makes_room(clone: Clone) -> None:
    """A container made by hand in the place of this stack's own is removed, and the stack's own is made."""
    name = f"{clone.name}-hasura"
    image = clone.container("hasura")["Image"]
    docker("rm", "--force", name)
    docker("run", "--detach", "--name", name, "--entrypoint", "sleep", image, "1000")
    assert clone.herm("status", check=False).returncode == 1
    assert "took the place" in clone.herm("up").stderr
    assert clone.herm("status").returncode == 0


def test_paused_containers_go_on(clone: Clone) -> None:
    """Containers that somebody paused are healthy again after `./herm up`, and are the same ones."""
    before = clone.identities()
    docker("pause", f"{clone.name}-hasura", f"{clone.name}-postgres")
    clone.herm("up")
    assert clone.identities() == before

"""A release is used only when it is what was published; what cannot be had is told from what is wrong."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx
import pytest

from infra.problems import ProblemsError
from machine.engine import find
from machine.engine.download import Releases, UnreachableError, check
from machine.engine.provision import ensure
from machine.system import this_system
from tests.unit.machine.engine.conftest import Machine
from tests.unit.machine.engine.doubles import ReleaseServer, tarball

RELEASE = tarball(**{"pulumi": b"engine", "pulumi-language-python": b"host"})


def publish_both(server: ReleaseServer) -> None:
    """Serve engine and plugin; the plugin's checksum is a SHA-1, as its release has it."""
    plugin = tarball(**{"pulumi-resource-docker": b"plugin", "LICENSE": b"text"})
    server.publish(RELEASE)
    server.files["/plugin.tar.gz"] = plugin
    digest = hashlib.sha1(plugin, usedforsecurity=False).hexdigest()
    server.files["/plugin-sums"] = f"{'0' * 40}  ./other.tar.gz\n{digest}  ./plugin.tar.gz\n".encode()


def test_official_release_is_used_when_reachable(machine: Machine, server: ReleaseServer) -> None:
    """With the releases reachable nothing is built, and the plugin lies where the engine looks for it."""
    publish_both(server)
    had = ensure(lambda _: None, machine.manifest())
    assert (had.origin, had.version, had.pulumi.read_bytes()) == ("official", "3.9.0", b"engine")
    assert (had.bin / "pulumi-language-python").is_file()
    assert (
        had.pulumi_home / "plugins/resource-docker-v5.0.0/pulumi-resource-docker"
    ).read_bytes() == b"plugin"
    assert machine.asked("") == []
    assert find(machine.manifest()) == had


def test_second_run_asks_nobody(machine: Machine, server: ReleaseServer) -> None:
    """With everything there the servers are not asked again."""
    publish_both(server)
    first = ensure(lambda _: None, machine.manifest())
    server.asked.clear()
    assert ensure(lambda _: None, machine.manifest()) == first
    assert server.asked == []


@pytest.mark.parametrize("published", ["0" * 64, ""])
def test_wrong_checksum_is_refused(machine: Machine, server: ReleaseServer, published: str) -> None:
    """An archive that is not the published one is neither used nor quietly replaced by a build."""
    server.publish(RELEASE, published or None)
    if not published:
        server.files["/sums"] = b"aaaa  another-file.tar.gz\n"
    with pytest.raises(ProblemsError, match=r"tool\.tar\.gz: the downloaded file's checksum"):
        ensure(lambda _: None, machine.manifest())
    assert machine.asked("") == []
    assert find(machine.manifest()) is None
    assert machine.left() == []
    assert not list(machine.cache.glob("engine-*"))


def test_broken_transfer_is_begun_again(machine: Machine, server: ReleaseServer) -> None:
    """A connection that breaks off in the middle costs a line of report, not the run."""
    publish_both(server)
    server.broken = 2
    said: list[str] = []
    assert ensure(said.append, machine.manifest()).origin == "official"
    assert sum("broke off" in line for line in said) == 2


def test_transfer_that_always_breaks_off_is_built_instead(machine: Machine, server: ReleaseServer) -> None:
    """A server that never delivers counts as unreachable, and no half archive stays."""
    publish_both(server)
    server.broken = 99
    assert ensure(lambda _: None, machine.manifest()).origin == "built"
    assert machine.left() == []


def test_each_artefact_takes_the_way_that_works_for_it(machine: Machine, server: ReleaseServer) -> None:
    """With the engine's release there and the plugin's not, only the plugin is built."""
    server.publish(RELEASE)
    said: list[str] = []
    had = ensure(said.append, machine.manifest())
    assert had.origin == "official"
    assert [line.split()[-1] for line in machine.asked("build")] == ["."]
    assert any("/plugin-sums answers 404: building" in line for line in said)


def test_silent_server_is_asked_once(machine: Machine, tmp_path: Path) -> None:
    """A server that cannot be reached is not waited for once per file."""
    releases = Releases(this_system(), lambda _: None)
    with pytest.raises(UnreachableError, match="cannot be reached"):
        releases.fetch(machine.manifest().engine, tmp_path, tmp_path)
    with pytest.raises(UnreachableError) as again:
        releases.fetch(machine.manifest().docker, tmp_path, tmp_path)
    assert again.value.__cause__ is None
    assert again.value.__context__ is None


def test_redirect_out_of_encryption_is_refused() -> None:
    """An encrypted address that redirects to plain HTTP delivers nothing."""
    answer = httpx.Response(200, request=httpx.Request("GET", "http://elsewhere/tool.tar.gz"))
    with pytest.raises(UnreachableError, match="nothing protects"):
        check("https://host/tool.tar.gz", answer)

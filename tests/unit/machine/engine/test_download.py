"""A release is used only when it is what was published; what cannot be had is told from what is wrong."""

from __future__ import annotations

import hashlib
import ssl
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import trustme

from infra.problems import ProblemsError
from machine import http
from machine.engine import download, find
from machine.engine.download import Releases, UnreachableError, check
from machine.engine.provision import ensure
from machine.system import this_system
from tests.support.clones import free_port
from tests.unit.machine.engine.conftest import Machine
from tests.unit.machine.engine.doubles import ReleaseServer, release_server, tarball

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


def test_trouble_of_the_server_is_waited_for(
    machine: Machine, server: ReleaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server with a fault for a moment is asked again, and not replaced by a build."""
    monkeypatch.setattr(download, "_PAUSE_SECONDS", 0)
    publish_both(server)
    server.troubles = [429, 503]
    said: list[str] = []
    assert ensure(said.append, machine.manifest()).origin == "official"
    assert [line for line in said if "once more" in line] == [
        f"{server.url}/sums answers 429; once more",
        f"{server.url}/sums answers 503; once more",
    ]


def test_trouble_that_lasts_is_told(
    machine: Machine, server: ReleaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server whose trouble does not pass is no reason to build for minutes; a filter's 403 is one."""
    monkeypatch.setattr(download, "_PAUSE_SECONDS", 0)
    server.troubles = [500] * 3
    with pytest.raises(ProblemsError, match=r"127\.0\.0\.1:\d+: has trouble: .*/sums answers 500"):
        ensure(lambda _: None, machine.manifest())
    assert machine.asked("") == []
    server.troubles = [403, 403]
    assert ensure(lambda _: None, machine.manifest()).origin == "built"


@pytest.mark.parametrize("right", [True, False])
def test_pinned_checksum_needs_one_server(machine: Machine, server: ReleaseServer, right: bool) -> None:
    """With a SHA-256 in the manifest the published list is not asked for, and what differs is refused."""
    server.files["/tool.tar.gz"] = RELEASE
    system = this_system()
    digest = hashlib.sha256(RELEASE).hexdigest() if right else "0" * 64
    pinned = machine.file.read_text().replace(
        "[[engine.build]]",
        f'[engine.official.sha256]\n{system.os}-{system.arch} = "{digest}"\n[[engine.build]]',
        1,
    )
    machine.file.write_text(pinned)
    if right:
        assert ensure(lambda _: None, machine.manifest()).origin == "official"
    else:
        with pytest.raises(ProblemsError, match="the manifest has 0000"):
            ensure(lambda _: None, machine.manifest())
    assert "/sums" not in server.asked


def test_untrusted_certificate_is_told(machine: Machine) -> None:
    """A certificate that nobody here vouches for is a problem with its remedy, and no reason to build."""
    certificate = trustme.CA().issue_cert("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with release_server(context) as server:
        machine.release_at(server.url)
        with pytest.raises(
            ProblemsError, match=r"certificate is not trusted here(?s:.)*export SSL_CERT_FILE="
        ):
            ensure(lambda _: None, machine.manifest())
    assert machine.asked("") == []


def test_authority_that_the_user_names_is_trusted(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remedy works: with SSL_CERT_FILE the same server's release is used."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with release_server(context) as server:
        machine.release_at(server.url)
        publish_both(server)
        assert ensure(lambda _: None, machine.manifest()).origin == "official"


def test_python_that_knows_no_authority_takes_the_packages_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that finds no certificates of the system's can verify all the same."""
    nowhere = SimpleNamespace(cafile=None, capath=None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda *_: None)
    assert http.trusted().cert_store_stats()["x509_ca"] > 50


@pytest.mark.parametrize("address", ["socks://127.0.0.1:1", "http://[::1", "nonsense://proxy"])
def test_proxy_that_means_nothing_is_told(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """A proxy's address that cannot be used names its variable, and no traceback."""
    monkeypatch.setenv("ALL_PROXY", address)
    with pytest.raises(
        ProblemsError, match=r"ALL_PROXY: is not the address of a proxy(?s:.)*unset ALL_PROXY"
    ):
        ensure(lambda _: None, machine.manifest())


def test_socks_proxy_is_used(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A SOCKS proxy is spoken to; one that does not answer counts as a network without the release."""
    monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{free_port()}")
    machine.release_at("http://release.invalid")
    assert ensure(lambda _: None, machine.manifest()).origin == "built"


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

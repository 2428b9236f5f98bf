"""A machine of its own for each test: cache, PATH, manifest, Go modules and a server of releases."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine.engine.manifest import Manifest, load
from tests.support.clones import free_port
from tests.support.fake_go import fake_go
from tests.support.processes import end_of_removals
from tests.unit.machine.engine.doubles import ReleaseServer, release_server

_MANIFEST = """
[engine]
version = "3.9.0"
oldest = "3.8.0"
programs = ["pulumi", "pulumi-language-python"]
[engine.official]
archive = "{url}/tool.tar.gz"
checksums = "{url}/sums"
digest = "sha256"
architectures = {{}}
[[engine.build]]
program = "pulumi"
module = "one"
package = "example.org/one"
ldflags = "-X example.org/one.Version={{version}}"
[[engine.build]]
program = "pulumi-language-python"
module = "one"
package = "example.org/sdk"
copy = "scripts/helper"
[docker]
version = "5.0.0"
programs = ["pulumi-resource-docker"]
place = "plugins/resource-docker-v{{version}}"
[docker.official]
archive = "{url}/plugin.tar.gz"
checksums = "{url}/plugin-sums"
digest = "sha1"
architectures = {{}}
[[docker.build]]
program = "pulumi-resource-docker"
module = "one"
package = "."
tags = "small"
[go]
oldest = "1.26"
wheel = "herm-test-go"
version = "9.9.9"
hashes = ["{hash}"]
"""


class Machine:
    """What a test arranges.

    Attributes:
        bin: The first folder on PATH.
        notes: Where the fake Go writes down what it did, and reads what to do.
        cache: The toolchain's cache.
        file: The manifest.
    """

    def __init__(self, folder: Path) -> None:
        self.bin, self.notes, self.file = folder / "bin", folder / "notes", folder / "manifest.toml"
        self.cache = folder / "cache" / "herm" / "toolchain"
        for made in (self.bin, self.notes, folder / "go" / "one"):
            made.mkdir(parents=True)
        (folder / "go" / "one" / "go.mod").write_text("module example.org/one\n")
        self.release_at(f"http://127.0.0.1:{free_port()}")

    def release_at(self, url: str, wheel_hash: str = "sha256:0") -> None:
        """Write the manifest: where the releases are, and the hash of Go's wheel."""
        self.file.write_text(_MANIFEST.format(url=url, hash=wheel_hash))

    def manifest(self) -> Manifest:
        """The manifest as it is now."""
        return load(self.file)

    def asked(self, verb: str) -> list[str]:
        """What the fake Go was asked to do, one line each."""
        notes = self.notes / "asked"
        lines = notes.read_text().splitlines() if notes.exists() else []
        return [line for line in lines if line.startswith(verb)]

    def left(self) -> list[str]:
        """The names of what runs were making, or removing, and did not finish."""
        end_of_removals()
        return [file.name for file in self.cache.glob("making-*")]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine with the fake Go on PATH and releases that nobody serves."""
    made = Machine(tmp_path)
    fake_go(made.bin, made.notes, "1.26.1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv(
        "PATH", os.pathsep.join((str(made.bin), str(Path(sys.executable).parent), "/usr/bin", "/bin"))
    )
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def server(machine: Machine) -> Iterator[ReleaseServer]:
    """A server of releases; the machine's manifest points to it."""
    with release_server() as running:
        machine.release_at(running.url)
        yield running

"""The pinned manifest: what herm runs on, where its releases are and how it is built without them."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from machine.system import System

FOLDER = Path(__file__).parent
_SOURCES = {".go", ".mod", ".sum"}


@dataclass(frozen=True)
class Official:
    """A release: an archive and the file with its checksum.

    Attributes:
        archive: The archive's address; `{version}`, `{os}` and `{arch}` are filled in.
        checksums: The address of the file that lists the checksums, likewise.
        digest: The algorithm of that list.
        architectures: The release's name of an architecture, by Go's name.
        sha256: The archive's SHA-256 by system (`linux-amd64`), as it was when it was pinned. The published
            checksums are not asked for where it is given, so that one server is enough.
    """

    archive: str
    checksums: str
    digest: str
    architectures: Mapping[str, str]
    sha256: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """One program made from a Go module of this repository (a folder in `go/`).

    Attributes:
        program: The file that comes out.
        module: The folder with the module's `go.mod`, `go.sum` and sources.
        package: The package to compile, or the required module to copy from.
        ldflags: What the linker sets; `{version}` is filled in.
        tags: Go's build tags.
        copy: A file of the required module that is copied instead of compiling anything.
    """

    program: str
    module: str
    package: str
    ldflags: str = ""
    tags: str = ""
    copy: str = ""


@dataclass(frozen=True)
class Artefact:
    """One thing to have in the cache, as a folder that is complete or absent.

    Attributes:
        name: Its name in the cache and in messages.
        version: Its version.
        programs: The executables that make it complete.
        place: Where in the folder they are; `{version}` is filled in.
        official: Its release.
        recipes: How it is built.
        folder: Where the modules of the recipes are.
    """

    name: str
    version: str
    programs: tuple[str, ...]
    place: str
    official: Official
    recipes: tuple[Recipe, ...]
    folder: Path

    def url(self, template: str, system: System) -> str:
        """An address of the release, filled in."""
        arch = self.official.architectures.get(system.arch, system.arch)
        return template.format(version=self.version, os=system.os, arch=arch)

    def inside(self, folder: Path) -> Path:
        """Where the programs are in a folder that holds this artefact."""
        return folder / self.place.format(version=self.version)

    def official_folder(self, system: System) -> str:
        """The cache's name for the unpacked release: another address, another name."""
        return self._folder("official", self.url(self.official.archive, system).encode())

    def built_folder(self, system: System) -> str:
        """The cache's name for the built programs: any change of recipe or sources makes another name."""
        content = hashlib.sha256()
        for recipe in self.recipes:
            content.update(repr(asdict(recipe)).encode())
            sources = (self.folder / recipe.module).iterdir()
            for file in sorted(file for file in sources if file.suffix in _SOURCES):
                content.update(f"\0{file.name}\0".encode() + file.read_bytes())
        return self._folder("built", content.digest(), f"{system.os}/{system.arch}".encode())

    def _folder(self, origin: str, *content: bytes) -> str:
        key = hashlib.sha256(b"\0".join((self.place.encode(), *content))).hexdigest()[:12]
        return f"{self.name}-{self.version}-{origin}-{key}"


@dataclass(frozen=True)
class Go:
    """The Go toolchain that builds: the oldest one that will do, and the wheel that brings one."""

    oldest: str
    wheel: str
    version: str
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """Everything pinned; `oldest` is the oldest engine on PATH that is used as it is."""

    engine: Artefact
    oldest: str
    docker: Artefact
    go: Go


def load(file: Path = FOLDER / "manifest.toml") -> Manifest:
    """Read a manifest; the Go modules are in the folder `go` beside it."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    go = document["go"]
    return Manifest(
        engine=_artefact("engine", document["engine"], file.parent / "go"),
        oldest=document["engine"]["oldest"],
        docker=_artefact("docker", document["docker"], file.parent / "go"),
        go=Go(go["oldest"], go["wheel"], go["version"], tuple(go["hashes"])),
    )


@cache
def pinned() -> Manifest:
    """The manifest of this repository."""
    return load()


def _artefact(name: str, table: Mapping[str, Any], folder: Path) -> Artefact:
    return Artefact(
        name=name,
        version=table["version"],
        programs=tuple(table["programs"]),
        place=table.get("place", ""),
        official=Official(**table["official"]),
        recipes=tuple(Recipe(**recipe) for recipe in table["build"]),
        folder=folder,
    )

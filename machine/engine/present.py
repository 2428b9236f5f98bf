"""The engine and the Docker plugin that are here: on PATH, or whole in the cache."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from machine.cache import cache_root, explained
from machine.engine.manifest import Artefact, Manifest, pinned
from machine.engine.on_path import suitable_engine
from machine.engine.soundness import damage, require_own
from machine.system import System, this_system

Origin = Literal["path", "official", "built"]


@dataclass(frozen=True)
class Toolchain:
    """An engine with its Python language host, and a PULUMI_HOME with the Docker plugin.

    Attributes:
        pulumi: The engine.
        bin: The folder to put on PATH; it holds the engine and the language host.
        pulumi_home: The value of PULUMI_HOME; it holds the plugin and is written to by the engine.
        origin: Whether the engine was on PATH, or is the official release, or was built from source.
        version: The engine's version.
    """

    pulumi: Path
    bin: Path
    pulumi_home: Path
    origin: Origin
    version: str


def find(manifest: Manifest | None = None) -> Toolchain | None:
    """What is there already, or None when something is missing; asks no network and changes nothing."""
    manifest, root, system = manifest or pinned(), cache_root(), this_system()
    with explained(root):
        home = cached(manifest.docker, root, system)
        if home is None:
            return None
        own = suitable_engine(manifest, root)
        if own is not None:
            return Toolchain(own.pulumi, own.folder, home[0], "path", own.version)
        engine = cached(manifest.engine, root, system)
        if engine is None:
            return None
        folder = manifest.engine.inside(engine[0])
        return Toolchain(folder / "pulumi", folder, home[0], engine[1], manifest.engine.version)


def cached(artefact: Artefact, root: Path, system: System) -> tuple[Path, Origin] | None:
    """The folder of an artefact that is complete, and how it came there."""
    names: tuple[tuple[str, Origin], ...] = (
        (artefact.official_folder(system), "official"),
        (artefact.built_folder(system), "built"),
    )
    for name, origin in names:
        folder = root / name
        files = programs(artefact, folder)
        if folder.is_dir() and not damage(folder, files):
            require_own({root, folder, *files, *(file.parent for file in files)})
            return folder, origin
    return None


def programs(artefact: Artefact, folder: Path) -> list[Path]:
    """Where the programs of an artefact are in its folder."""
    return [artefact.inside(folder) / program for program in artefact.programs]

"""Having the engine and the Docker plugin: what is there, else the official release, else built."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from machine.cache import (
    cache_root,
    explained,
    make,
    one_at_a_time,
    require_room_to_build,
)
from machine.engine.manifest import Artefact, Manifest, pinned
from machine.engine.on_path import suitable_engine
from machine.engine.soundness import damage, require_own, seal
from machine.engine.tidy import clear, give_back
from machine.report import Report
from machine.system import System, this_system

if TYPE_CHECKING:
    from machine.engine.build import Builder
    from machine.engine.download import Releases

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
        home = _cached(manifest.docker, root, system)
        if home is None:
            return None
        own = suitable_engine(manifest, root)
        if own is not None:
            return Toolchain(own.pulumi, own.folder, home[0], "path", own.version)
        engine = _cached(manifest.engine, root, system)
        if engine is None:
            return None
        folder = manifest.engine.inside(engine[0])
        return Toolchain(folder / "pulumi", folder, home[0], engine[1], manifest.engine.version)


def ensure(
    report: Report,
    manifest: Manifest | None = None,
    meanwhile: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Toolchain:
    """Have everything; what is missing is downloaded, or built where no release can be reached.

    Args:
        report: Told each step, one line each.
        manifest: What to have instead of what is pinned.
        meanwhile: What goes on beside it, where something is missing.

    Raises:
        ProblemsError: It cannot be had; says what to do.
    """
    manifest = manifest or pinned()
    root, system = cache_root(), this_system()
    found = find(manifest)
    if found is not None:
        clear(root)
        return found
    with meanwhile(), explained(root), one_at_a_time(root, report):
        provision = _Provision(manifest, root, system, report)
        if suitable_engine(manifest, root) is None:
            provision.have(manifest.engine)
        provision.have(manifest.docker)
        provision.tidy()
    found = find(manifest)
    if found is None:
        raise AssertionError("an artefact was made and is not found")
    return found


class _Provision:
    """One run that makes what is missing; servers and Go are looked for once, and only when needed."""

    def __init__(self, manifest: Manifest, root: Path, system: System, report: Report) -> None:
        self._manifest, self._root, self._system, self._report = manifest, root, system, report
        self._releases: Releases | None = None
        self._builder: Builder | None = None

    def have(self, artefact: Artefact) -> None:
        """Have one artefact, by whichever way works first."""
        from machine.engine.download import Releases, UnreachableError  # noqa: PLC0415 - slow to import

        if _cached(artefact, self._root, self._system) is not None:
            return
        self._releases = releases = self._releases or Releases(self._system, self._report)
        try:
            self._report(f"{artefact.name} {artefact.version}: asking for the official release")
            self._make(artefact.official_folder(self._system), artefact, releases.fetch)
        except UnreachableError as reason:
            self._build(artefact, str(reason))

    def _build(self, artefact: Artefact, reason: str) -> None:
        from machine.engine.build import Builder  # noqa: PLC0415 - hardly anybody has to build
        from machine.engine.go_command import ensure_go  # noqa: PLC0415 - likewise

        if self._builder is None:
            require_room_to_build(self._root)
            self._report(f"{reason}: building from source code, once per user; about 8 minutes on two cores")
            self._builder = Builder(ensure_go(self._manifest.go, self._root, self._report), self._report)
        self._make(artefact.built_folder(self._system), artefact, self._builder.build)

    def tidy(self) -> None:
        """Give back the gigabytes that a build took, now that its programs are in place."""
        if self._builder is not None:
            give_back(self._root)

    def _make(self, name: str, artefact: Artefact, fill: Callable[[Artefact, Path, Path], None]) -> None:
        folder = self._root / name
        if folder.exists():
            reason = damage(folder, _programs(artefact, folder))
            self._report(f"{artefact.name}: {reason}; it is made again")

        def sealed(content: Path, scratch: Path) -> None:
            fill(artefact, content, scratch)
            seal(content)

        make(folder, sealed)


def _cached(artefact: Artefact, root: Path, system: System) -> tuple[Path, Origin] | None:
    """The folder of an artefact that is complete, and how it came there."""
    names: tuple[tuple[str, Origin], ...] = (
        (artefact.official_folder(system), "official"),
        (artefact.built_folder(system), "built"),
    )
    for name, origin in names:
        folder = root / name
        programs = _programs(artefact, folder)
        if folder.is_dir() and not damage(folder, programs):
            require_own({root, folder, *programs, *(program.parent for program in programs)})
            return folder, origin
    return None


def _programs(artefact: Artefact, folder: Path) -> list[Path]:
    return [artefact.inside(folder) / program for program in artefact.programs]

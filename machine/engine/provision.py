"""Having the engine and the Docker plugin: where they are missing, the official release, else built."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from machine.cache import (
    BUILD_GB,
    SOURCES,
    cache_root,
    explained,
    make,
    one_at_a_time,
    require_room_to_build,
)
from machine.engine.manifest import Artefact, Manifest, pinned
from machine.engine.on_path import suitable_engine
from machine.engine.present import Toolchain, cached, find, programs
from machine.engine.soundness import damage, seal
from machine.removal import clear, remove_beside
from machine.report import Report
from machine.system import System, this_system

if TYPE_CHECKING:
    from machine.engine.build import Builder
    from machine.engine.download import Releases

_NEEDED_NEXT_GB = BUILD_GB  # as much again, where images and their query engine are built


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

        if cached(artefact, self._root, self._system) is not None:
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
            self._report(f"{reason}: building from source code, once per user; about 5 minutes on two cores")
            self._builder = Builder(ensure_go(self._manifest.go, self._root, self._report), self._report)
        self._make(artefact.built_folder(self._system), artefact, self._builder.build)

    def tidy(self) -> None:
        """Give back the gigabytes that a build took, now that its programs are in place."""
        if self._builder is not None:
            sources = [*self._root.glob(SOURCES), *self._root.glob(f"{SOURCES}-*")]
            remove_beside(sources, _NEEDED_NEXT_GB)

    def _make(self, name: str, artefact: Artefact, fill: Callable[[Artefact, Path, Path], None]) -> None:
        folder = self._root / name
        if folder.exists():
            reason = damage(folder, programs(artefact, folder))
            self._report(f"{artefact.name}: {reason}; it is made again")

        def sealed(content: Path, scratch: Path) -> None:
            fill(artefact, content, scratch)
            seal(content)

        make(folder, sealed)

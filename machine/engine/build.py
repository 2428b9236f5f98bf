"""Building an artefact from Go modules, with progress: the slow way, where no release can be had."""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from infra.problems import ProblemsError, fail
from machine.cache import disk_full
from machine.child import Child
from machine.engine.go_command import GoCommand
from machine.engine.manifest import Artefact, Recipe
from machine.report import Report, tail

# What only a debugger reads is left out at once: less work for the compiler, and a smaller cache.
_NO_DEBUGGER = "-gcflags=all=-dwarf=false"
_DOWNLOADING = "go: downloading "
_NETWORK = ("dial tcp", "no such host", "i/o timeout", "connection refused", "proxyconnect", "404 Not Found")


class Builder:
    """Builds with one Go, telling one line a second at most."""

    def __init__(self, go: GoCommand, report: Report) -> None:
        self._go = go
        self._report = report

    def build(self, artefact: Artefact, content: Path, scratch: Path) -> None:
        """Build every program of an artefact into a folder.

        Raises:
            ProblemsError: Go failed; carries its last lines.
        """
        place = artefact.inside(content)
        place.mkdir(parents=True, exist_ok=True)
        for recipe in artefact.recipes:
            if recipe.copy:
                self._copy(artefact, recipe, place, scratch)
            else:
                self._compile(artefact, recipe, place, scratch)

    def _compile(self, artefact: Artefact, recipe: Recipe, place: Path, scratch: Path) -> None:
        folder = artefact.folder / recipe.module
        tags = ["-tags", recipe.tags] if recipe.tags else []
        packages: set[str] = set()
        modules = compiled = 0
        tell = throttled(self._report)

        def listed(line: str) -> None:
            nonlocal modules
            if line.startswith(_DOWNLOADING):
                modules += 1
                tell(f"{recipe.program}: fetched {modules} modules of source code")
            else:
                packages.add(line)

        def built(line: str) -> None:
            nonlocal compiled
            compiled += line in packages
            tell(f"{recipe.program}: compiled {compiled} of {len(packages)} packages")

        self._run(folder, scratch, ["list", *tags, "-deps", recipe.package], listed)
        flags = "-s -w " + recipe.ldflags.format(version=artefact.version)
        output = ["-o", str(place / recipe.program)]
        arguments = ["-v", "-trimpath", _NO_DEBUGGER, *tags, "-ldflags", flags, *output, recipe.package]
        self._run(folder, scratch, ["build", *arguments], built)

    def _copy(self, artefact: Artefact, recipe: Recipe, place: Path, scratch: Path) -> None:
        lines: list[str] = []
        where = ["list", "-m", "-f", "{{.Dir}}", recipe.package]
        self._run(artefact.folder / recipe.module, scratch, where, lines.append)
        shutil.copyfile(Path(lines[-1]) / recipe.copy, place / recipe.program)
        (place / recipe.program).chmod(0o755)

    def _run(self, folder: Path, scratch: Path, arguments: list[str], each: Callable[[str], None]) -> None:
        """Run Go, handing over its lines as they come.

        Raises:
            ProblemsError: It failed.
        """
        lines: list[str] = []
        with Child([str(self._go.program), *arguments], folder, self._go.environment(scratch)) as child:
            for line in child.lines():
                lines.append(line)
                each(line)
        if child.code != 0:
            raise self._failed(arguments[0], lines)

    def _failed(self, verb: str, lines: list[str]) -> ProblemsError:
        said = [line for line in lines if " " in line and not line.startswith(_DOWNLOADING)] or lines
        text = tail(said, 12)
        if "no space left on device" in text:
            return disk_full(self._go.root)
        where = f"go {verb}"
        if any(sign in text for sign in _NETWORK):
            return fail(
                where,
                f"source code cannot be fetched, neither from a module proxy nor from its origin:\n{text}",
                "export GOPROXY=... with a Go module proxy that this machine reaches (now: go env GOPROXY), "
                "and run the same command again",
            )
        return fail(where, f"failed with Go {self._go.version}:\n{text}", "run the same command again")


def throttled(report: Report, seconds: float = 1) -> Callable[[str], None]:
    """A report that passes on one line per span of time at most."""
    last = -math.inf  # a monotonic clock may begin at 0 when the machine boots

    def tell(line: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= seconds:
            last = now
            report(line)

    return tell

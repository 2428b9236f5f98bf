"""The machine's operating system and architecture, by the names that Go and the releases use."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from infra.problems import fail

_SYSTEMS = {"Linux": "linux", "Darwin": "darwin"}
_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True)
class System:
    """An operating system and an architecture, by Go's names."""

    os: str
    arch: str


def this_system() -> System:
    """The system that this runs on.

    Raises:
        ProblemsError: It is one that herm does not know.
    """
    name, machine = platform.system(), platform.machine()
    if name not in _SYSTEMS or machine.lower() not in _ARCHITECTURES:
        raise fail(
            "System",
            f"{name} on {machine} is not supported: herm runs on Linux and macOS, on x86-64 and ARM64",
            "use one of these, on Windows the Windows Subsystem for Linux (wsl --install)",
        )
    return System(_SYSTEMS[name], _ARCHITECTURES[machine.lower()])

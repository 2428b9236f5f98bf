"""Which azure-native provider a rehearsal uses: the real one where it is installed, else the double."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from doubles.azure_native import install
from machine.engine import Toolchain

_WANTED = version("pulumi-azure-native")


def installed(tools: Toolchain) -> Path | None:
    """The folder of the real provider, where it is installed."""
    real = tools.pulumi_home / "plugins" / f"resource-azure-native-v{_WANTED}"
    return real if (real / "pulumi-resource-azure-native").is_file() else None


def provide(pulumi_home: Path, tools: Toolchain) -> str:
    """Put the provider where the engine finds it; tell which one it is."""
    if real := installed(tools):
        (pulumi_home / "plugins" / real.name).symlink_to(real)
        return f"the real one, {_WANTED}"
    install(pulumi_home, sys.executable)
    return f"a double of {_WANTED}: the real one is not installed (./herm setup prod)"

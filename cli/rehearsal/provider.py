"""Which azure-native provider a rehearsal uses: the real one where it is installed, else the double."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from doubles.azure_native import install
from machine.engine import Toolchain


def provide(pulumi_home: Path, tools: Toolchain) -> str:
    """Put the provider where the engine finds it; tell which one it is."""
    wanted = version("pulumi-azure-native")
    real = tools.pulumi_home / "plugins" / f"resource-azure-native-v{wanted}"
    if (real / "pulumi-resource-azure-native").is_file():
        (pulumi_home / "plugins" / real.name).symlink_to(real)
        return f"the real one, {wanted}"
    install(pulumi_home, sys.executable)
    return f"a double of {wanted}: the real one is not installed (./herm setup prod)"

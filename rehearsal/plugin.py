"""Where the engine finds a rehearsal's azure-native plugin: the real one, or the double in a private home."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

VERSION = "3.29.0"
_ROOT = Path(__file__).resolve().parent.parent


def real_plugin(pulumi_home: Path) -> Path | None:
    """Pulumi's own azure-native provider, when it is installed there and is not our double."""
    found = pulumi_home / "plugins" / f"resource-azure-native-v{VERSION}" / "pulumi-resource-azure-native"
    if not found.is_file() or found.read_bytes()[:2] == b"#!":
        return None
    return found


def install_double(pulumi_home: Path, python: str | None = None) -> Path:
    """Write the launcher of the double into a home that belongs to the rehearsal alone.

    Args:
        pulumi_home: The rehearsal's own PULUMI_HOME: never the user's.
        python: The interpreter with requirements/rehearsal.txt; by default this one.
    """
    place = pulumi_home / "plugins" / f"resource-azure-native-v{VERSION}"
    place.mkdir(parents=True, exist_ok=True)
    launcher = place / "pulumi-resource-azure-native"
    command = f'exec {shlex.quote(python or sys.executable)} -m rehearsal.provider "$@"'
    launcher.write_text(
        "#!/bin/sh\n# The rehearsal's double of azure-native: see docs/rehearsal.md.\n"
        f"PYTHONPATH={shlex.quote(str(_ROOT))}\nexport PYTHONPATH\n{command}\n",
        encoding="utf-8",
    )
    launcher.chmod(0o755)
    return launcher

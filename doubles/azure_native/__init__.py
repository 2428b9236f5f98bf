"""A double of the azure-native provider: the engine's protocol on one side, ARM's REST on the other.

The real plugin is used wherever it can be had. The double exists for machines where it cannot, makes the same
requests in the same order for the types that prod uses, and says at its start that it is a double. The engine
finds it as a plugin in a PULUMI_HOME that belongs to the rehearsal alone.
"""

from __future__ import annotations

import shlex
import sys
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def install(pulumi_home: Path, python: str | None = None) -> Path:
    """Write the double's launcher.

    Args:
        pulumi_home: The rehearsal's own PULUMI_HOME, where it stands in no real plugin's way.
        python: The interpreter with requirements/rehearsal.txt; this one by default.
    """
    place = pulumi_home / "plugins" / f"resource-azure-native-v{version('pulumi-azure-native')}"
    place.mkdir(parents=True, exist_ok=True)
    launcher = place / "pulumi-resource-azure-native"
    launcher.write_text(
        "#!/bin/sh\n"
        "# The rehearsal's double of azure-native: see docs/development/rehearsal.md.\n"
        f"PYTHONPATH={shlex.quote(str(_ROOT))}\n"
        "export PYTHONPATH\n"
        f'exec {shlex.quote(python or sys.executable)} -m doubles.azure_native "$@"\n',
        encoding="utf-8",
    )
    launcher.chmod(0o755)
    return launcher

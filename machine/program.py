"""Asking a program what it is: what it prints, and the version in that."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence

_PATIENCE_SECONDS = 30


def printed(command: Sequence[str | os.PathLike[str]], **environment: str) -> str:
    """What a program prints, stripped; "" when it cannot be run or does not end."""
    try:
        asked = subprocess.run(
            command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip()


def number(version: str) -> tuple[int, ...]:
    """The numbers at the start of a version, to be compared; empty when there are none."""
    match = re.match(r"v?(\d+(?:\.\d+)*)", version)
    return tuple(int(part) for part in match[1].split(".")) if match else ()

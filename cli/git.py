"""Asking git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What git says in a folder; without git or the folder as without a repository: exit code 128.

    Args:
        folder: Where it runs.
        arguments: What it is asked.
        variables: Environment variables of its own.
    """
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            errors="surrogateescape",  # names of files may be any bytes
            check=False,
        )
    except OSError:
        return subprocess.CompletedProcess(arguments, 128, "", "")

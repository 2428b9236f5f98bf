"""Where the checkout under test is, and which files belong to it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def project_files(ending: str = "") -> tuple[Path, ...]:
    """The files that git keeps or would keep, without what is ignored, whose names end so."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = (ROOT / name for name in sorted(filter(None, listed.split("\0"))) if name.endswith(ending))
    return tuple(file for file in files if file.is_file())

"""The program that runs GitHub's workflows on this machine: act, built from its pinned module."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.go import own_go

_MODULE = Path(__file__).parent / "act"

ON_THE_HOST = (
    "--platform",
    "ubuntu-24.04=-self-hosted",
    # What is ignored by git is copied too: a Python environment, so that the job installs nothing again.
    "--use-gitignore=false",
    "--pull=false",
)
"""The machine that runs a job is this one, and not a container."""


def build_act(folder: Path) -> Path:
    """The program; Go's own cache makes the second build a matter of a second."""
    go = own_go()
    command = [str(go.program), "build", "-o", str(folder / "act"), "github.com/nektos/act"]
    subprocess.run(command, cwd=_MODULE, env=go.environment(folder), check=True)
    return folder / "act"

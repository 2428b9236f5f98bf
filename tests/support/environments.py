"""The Python environment of a clone, made once for all tests and copied: to make it takes a minute.

What `./herm up` imports is compiled in it: each clone would compile it again, for seconds of a processor.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from filelock import FileLock

from machine.cache import cache_root
from tests.support.paths import ROOT

_IMPORTED = "import cli.main, infra.program, pip._internal.commands.list, pulumi_docker"


def give_environment(clone: Path) -> None:
    """Put `.venv` into a clone as `./herm` would make it there; the first clone of a machine has it made.

    Args:
        clone: The clone's folder.
    """
    python = os.path.realpath(shutil.which("python3") or "python3")
    locked = (ROOT / "requirements/run.txt").read_bytes()
    number = hashlib.sha256(locked + python.encode()).hexdigest()[:12]
    kept = cache_root("tests") / f"compiled-venv-{number}"
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(f"{kept}.lock"):
        if kept.exists():
            shutil.copytree(kept, clone / ".venv", symlinks=True)
            return
        subprocess.run(["./herm", "--help"], cwd=clone, check=True, capture_output=True)
        compiles = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        command = [".venv/bin/python", "-c", _IMPORTED]
        subprocess.run(command, cwd=clone, env=compiles, check=True, capture_output=True)
        aside = kept.with_suffix(".making")
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(clone / ".venv", aside, symlinks=True)
        aside.rename(kept)

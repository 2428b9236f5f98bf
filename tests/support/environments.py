"""The Python environments of a clone, each made once for all tests and copied: to make one takes a minute.

What is imported is compiled in it: each clone would compile it again, for seconds of a processor.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from machine.cache import cache_root
from tests.support.paths import ROOT

_IMPORTED = "import cli.main, infra.program, pip._internal.commands.list, pulumi_docker"
_PACKAGES = f"{os.sep}site-packages{os.sep}"


def give_environment(clone: Path) -> None:
    """Put `.venv` into a clone as `./herm` would make it there; the first clone of a machine has it made.

    Args:
        clone: The clone's folder.
    """
    kept = _kept(clone, os.environ["PATH"])
    shutil.copytree(kept, clone / ".venv", symlinks=True, copy_function=_linked)


def lend_environment(clone: Path, path: str, cache: Path) -> None:
    """Put into another user's cache what their clones have copied.

    Args:
        clone: A clone's folder, to make it in.
        path: Their search path, on which another Python may be the first.
        cache: Their `XDG_CACHE_HOME`.
    """
    kept = _kept(clone, path)
    shutil.copytree(kept, cache / "herm/tests" / kept.name, symlinks=True)


def _kept(clone: Path, path: str) -> Path:
    """The one that was made in some clone, by `./herm`; where there is none it is made in this one."""
    kept = _place("run", path)
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            environment = {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": ""}
            for command in ("./herm", "--help"), (".venv/bin/python", "-c", _IMPORTED):
                subprocess.run(command, cwd=clone, env=environment, check=True, capture_output=True)
            _keep(clone / ".venv", kept)
    return kept


@contextmanager
def rehearsing(clone: Path) -> Iterator[None]:
    """A clone whose `./herm rehearse` finds its environment; the first one of a machine makes it.

    That one is kept as the rehearsal leaves it.

    Args:
        clone: The clone's folder.
    """
    made, kept = clone / ".venv-rehearsal", _place("rehearsal", os.environ["PATH"])
    with FileLock(f"{kept}.lock"):
        if kept.exists():
            shutil.copytree(kept, made, symlinks=True, copy_function=_linked)
            yield
        else:
            yield
            _keep(made, kept)


def _place(packages: str, path: str) -> Path:
    """Where the environment with these packages is kept, for the Python that is the first on a path."""
    python = os.path.realpath(shutil.which("python3", path=path) or "python3")
    locked = (ROOT / f"requirements/{packages}.txt").read_bytes()
    number = hashlib.sha256(locked + python.encode()).hexdigest()[:12]
    root = cache_root("tests")
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root / f"compiled-venv-{number}"


def _keep(made: Path, kept: Path) -> None:
    aside = kept.with_suffix(".making")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.move(made, aside)
    aside.rename(kept)


def _linked(source: str, target: str) -> None:
    """A package's file is the same one in all clones: whoever changes it puts a new one into its place."""
    try:
        if _PACKAGES in source:
            os.link(source, target)
            return
    except OSError:  # another disk, or one without links
        pass
    shutil.copy2(source, target)

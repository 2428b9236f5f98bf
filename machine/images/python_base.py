"""The distribution's Python with the stand-in's locked libraries: all of the stand-in but its own code."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

from infra.problems import fail
from machine.images import rootfs
from machine.images.build import DEFAULT_PATH, ensure_built, import_rootfs
from machine.images.names import PYTHON, content_key
from machine.images.sources import machine_source, suite
from machine.report import Report, tail

_HERE = Path(__file__).parent
_LOCK = _HERE.parents[1] / "requirements" / "standin.txt"
_LIBRARIES = "opt/libraries"
# The oldest glibc of a supported release is 2.36; wheels for older ones run there too.
_GLIBC_MINORS = range(17, 37)
_PACKAGES = ("python3", "curl", "ca-certificates")
_CHANGES = (
    f"ENV PATH={DEFAULT_PATH}",
    "ENV LANG=C.UTF-8",
    f"ENV PYTHONPATH=/app:/{_LIBRARIES}",
    "ENV PYTHONUNBUFFERED=1",
    "ENV PYTHONDONTWRITEBYTECODE=1",
)
_STEPS = "1"  # a change of what `_build` does is another image: count it up


def image() -> str:
    """The image's name, by what it is made from."""
    return f"{PYTHON}:{content_key([_LOCK], suite(), _STEPS, *_PACKAGES, *_CHANGES, *rootfs.RECIPE)}"


def ensure(report: Report) -> str:
    """Build the image unless it is here, and return its name."""
    return ensure_built(image(), _build, report)


def _build(root: Path, name: str, report: Report) -> None:
    rootfs.make(root, _PACKAGES, machine_source(), "stand-in engine", report)
    report("stand-in engine: installing its locked libraries")
    _install_libraries(root)
    rootfs.run_inside(root, "python3", "-m", "compileall", "-q", f"/{_LIBRARIES}", "/usr/lib/python3")
    report("stand-in engine: docker import")
    import_rootfs(root, name, _CHANGES)


def _install_libraries(root: Path) -> None:
    """Wheels for the Python of the image, which need not be the Python that runs here."""
    version = (root / "usr/bin/python3").readlink().name.removeprefix("python")
    platforms = [f"manylinux_2_{minor}_{platform.machine()}" for minor in _GLIBC_MINORS]
    installed = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--only-binary=:all:", "--no-deps", "--no-compile"),
            *("--python-version", version, *(f"--platform={name}" for name in platforms)),
            *("--target", str(root / _LIBRARIES), "-r", str(_LOCK)),
        ],
        capture_output=True,
        text=True,
        umask=0o022,
        check=False,
    )
    if installed.returncode != 0:
        lines = tail(installed.stderr.strip(), 5)
        raise fail(
            "stand-in engine", f"its libraries cannot be installed:\n{lines}", f"pip download -r {_LOCK}"
        )

"""Debian and Ubuntu packages, installed without questions and without removing anything."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from infra.problems import fail
from machine.lock import held
from machine.report import Report, tail

# A second apt waits for the first; --no-remove refuses rather than replace what the owner installed.
_OPTIONS = ("-y", "-q", "--no-install-recommends", "--no-remove", "-o", "DPkg::Lock::Timeout=600")

# Apt waits for nobody who fetches its indexes, and images are built at the same time.
_LOCK = Path("/run/herm-apt.lock")
_WAITING = "waiting for other packages that herm installs"
# As apt's error has it, where an installation was ended in the middle.
_BROKEN_OFF = "dpkg --configure -a"


def can_install() -> bool:
    """Whether this is root on Debian or Ubuntu: the one case in which herm installs packages."""
    return os.geteuid() == 0 and system_id() in {"debian", "ubuntu"} and shutil.which("apt-get") is not None


def system_id() -> str:
    """`debian`, `ubuntu`, `fedora`, ... from os-release; `darwin` on macOS; "" when unknown."""
    if platform.system() == "Darwin":
        return "darwin"
    try:
        return platform.freedesktop_os_release().get("ID", "")
    except OSError:
        return ""


def update(report: Report) -> None:
    """Fetch the sources' indexes.

    Not fatal: an unreachable third-party source fails it although the distribution's own index is fresh, and
    what is missing in the end is what `install` names.
    """
    with held(_LOCK, _WAITING, report):
        report("apt-get update")
        _apt_get("update", "-q")


def install(packages: Sequence[str], report: Report) -> None:
    """Install packages from the distribution's own sources, whose indexes were fetched before.

    Raises:
        ProblemsError: apt-get failed; carries its last lines.
    """
    names = " ".join(packages)
    with held(_LOCK, _WAITING, report):
        report(f"apt-get install {names} (from the distribution, without recommended packages)")
        installed = _apt_get("install", *_OPTIONS, *packages)
        if _BROKEN_OFF in installed.stdout:
            report(f"{_BROKEN_OFF}: an installation was interrupted, and is completed first")
            _run(*_BROKEN_OFF.split())
            installed = _apt_get("install", *_OPTIONS, *packages)
    if installed.returncode != 0:
        raise fail(
            f"apt-get install {names}",
            f"failed with exit code {installed.returncode}:\n{tail(installed.stdout)}",
            f"apt-get update && apt-get install --no-install-recommends {names}",
        )


def _apt_get(*arguments: str) -> subprocess.CompletedProcess[str]:
    return _run("apt-get", *arguments)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )

"""A root file system made from the distribution's packages by debootstrap."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from infra.problems import fail
from machine.images.sources import Source
from machine.report import Report, tail

# Debootstrap mounts /proc in what it makes and starts programs there. In namespaces of its own, and tied to
# this process, nothing of that outlives a kill: no mount, no orphan.
_CONTAINED = ("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child")
_PHASES = {
    "Retrieving": "downloading packages",
    "Extracting": "unpacking the base system",
    "Unpacking": "unpacking packages",
    "Configuring": "configuring packages",
}
_VARIANT = "minbase"
_USELESS = (
    "usr/share/doc",
    "usr/share/info",
    "usr/share/locale",
    "usr/share/man",
    "usr/share/i18n",
    "var/cache/apt",
    "var/cache/debconf",
    "var/lib/apt/lists",
    "var/log",
    "etc/ssl/private",
    "etc/machine-id",
    "etc/resolv.conf",
    "etc/hostname",
)


RECIPE = (_VARIANT, *_USELESS)
"""What a file system depends on besides its packages, for the name of an image made from it."""


def make(folder: Path, packages: Sequence[str], source: Source, title: str, report: Report) -> None:
    """Install a minimal system and packages into a folder that does not exist yet.

    Raises:
        ProblemsError: debootstrap failed; carries its last lines.
    """
    command = [
        *("debootstrap", f"--variant={_VARIANT}", f"--keyring={source.keyring}"),
        f"--include={','.join(packages)}",
        *(source.suite, str(folder), source.mirror),
    ]
    report(f"{title}: {source.suite} with {', '.join(packages)} from {source.mirror}")
    said: deque[str] = deque(maxlen=8)
    with subprocess.Popen(
        [*_CONTAINED, *command],
        env=os.environ | dict(source.proxies) | {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        umask=0o022,
    ) as making:
        phase = ""
        for line in making.stdout or ():
            said.append(line.rstrip())
            word = re.match(r"I: (\w+)", line)
            now = _PHASES.get(word[1], phase) if word else phase
            if now != phase:
                phase = now
                report(f"{title}: {phase}")
    if making.returncode != 0:
        raise fail(f"debootstrap for {title}", f"failed:\n{tail(said)}", " ".join(command))
    _trim(folder)


def run_inside(folder: Path, *command: str) -> str:
    """Run a program of the file system in it and return what it prints."""
    done = subprocess.run(["chroot", str(folder), *command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise fail(" ".join(command), f"failed in the new image: {done.stderr.strip()[-500:]}", "./herm up")
    return done.stdout.strip()


def _trim(folder: Path) -> None:
    """Leave out what only a person at a terminal would read, and what is this machine's own: keys, names."""
    for name in _USELESS:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
            path.mkdir()
            path.chmod(0o755)
        else:
            path.unlink(missing_ok=True)

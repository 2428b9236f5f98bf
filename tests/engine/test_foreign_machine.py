"""The unit tests on a machine unlike those that herm is written on: just started, and far away."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.support.clones import Clone

SUBSET = ("cli", "doubles/azure", "hasura/identity", "infra", "machine", "test_herm_script.py")
"""What reads clocks, paths, locales and time zones; the rules of pure code do not."""
LEFT_OUT = (
    "cli/project/test_stops.py",  # a program in memory, stopped at each of its requests
    "doubles/azure/test_private_endpoints.py",  # numbers of networks
)
"""A quarter of the time of what is chosen, for what reads no more of the machine than the tests beside it."""
UPTIME = 5
"""Seconds since the machine's start, as its programs see them."""


def test_unit_tests_pass_anywhere(tmp_path: Path) -> None:
    """A young machine without a locale, 14 hours ahead of UTC; a clone whose path has blanks and umlauts.

    Of the unit tests those whose outcome a machine could change. A clock that began seconds ago, for one, is
    what a comparison with a time of 0 fails on.
    """
    clone = Clone(tmp_path / "Über uns (neu)")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=few"]
    done = subprocess.run(
        [
            *_just_started(),
            *command,
            *(f"tests/unit/{part}" for part in SUBSET),
            *(f"--ignore=tests/unit/{part}" for part in LEFT_OUT),
        ],
        cwd=clone.folder,
        env=clone.environment(LC_ALL="C", TZ="Pacific/Kiritimati"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert " passed" in done.stdout


def _just_started() -> tuple[str, ...]:
    """What gives a command a clock that began a few seconds ago; nothing where there is no such thing."""
    offset = UPTIME - int(time.clock_gettime(time.CLOCK_MONOTONIC))
    for user in ((), ("--user", "--map-root-user")):
        prefix = ("unshare", *user, "--time", f"--monotonic={offset}", "--fork")
        if shutil.which("unshare") and subprocess.run([*prefix, "true"], check=False).returncode == 0:
            return prefix
    return ()

"""The `docker` command, run: every question to an engine goes through it, and so by its rules.

Its rules are the user's: contexts, DOCKER_HOST, certificates, credentials.
"""

from __future__ import annotations

import subprocess
from typing import IO

from infra.problems import fail


def attempt(
    *arguments: str, stdin: IO[bytes] | None = None, seconds: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `docker` to its end, however it ends.

    Args:
        arguments: The command's arguments.
        stdin: Its standard input; nothing when left out.
        seconds: How long it may take.

    Raises:
        FileNotFoundError: There is no such command.
        subprocess.TimeoutExpired: It took longer.
    """
    return subprocess.run(
        ["docker", *arguments],
        stdin=stdin or subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
    )


def docker(*arguments: str, stdin: IO[bytes] | None = None) -> str:
    """Run `docker` to its end and return its standard output.

    Raises:
        ProblemsError: With Docker's own words when it fails.
    """
    done = attempt(*arguments, stdin=stdin)
    if done.returncode != 0:
        reason = done.stderr.strip() or f"ended with exit code {done.returncode} and said nothing"
        raise fail(f"docker {arguments[0]}", reason, "fix what Docker says, then run it again")
    return done.stdout

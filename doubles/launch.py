"""Starting an emulator in a process of its own, and finding one that runs already."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from doubles.environment import Endpoint
from doubles.session import Rehearsal, RehearsalError

_ROOT = Path(__file__).resolve().parent.parent


def start(  # noqa: PLR0913 - one argument for each of the emulator's own
    state_dir: Path,
    *,
    python: str | None = None,
    port: int = 0,
    subscription: str | None = None,
    tenant: str | None = None,
    prepared: str | None = None,
    operation_seconds: float = 0.3,
    role_seconds: float = 0.0,
    outlive: bool = False,
) -> Rehearsal:
    """Start an emulator and wait until it answers.

    Args:
        state_dir: The folder that keeps everything; the same folder is the same cloud again.
        python: The interpreter with requirements/rehearsal.txt; by default this one.
        port: The port of ARM; by default the one of last time, or a free one.
        subscription: A subscription id to use instead of a made-up one.
        tenant: A tenant id, likewise.
        prepared: The resource group of a subscription that was prepared as docs/first-deployment.md says, or
            "/" where who deploys has rights on all of it; by default nothing was done in it.
        operation_seconds: How long a long-running operation lasts.
        role_seconds: After how long a role assignment takes effect.
        outlive: Whether the emulator runs on after this process ends (its own session, its output in a file).

    Raises:
        RehearsalError: It ended at once, with its own words.
    """
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    arguments = [python or sys.executable, "-m", "doubles.azure", "--state", str(state_dir)]
    arguments += ["--port", str(port), "--operation-seconds", str(operation_seconds)]
    arguments += ["--role-seconds", str(role_seconds)]
    for name, value in (("subscription", subscription), ("tenant", tenant), ("prepared", prepared)):
        arguments += [f"--{name}", value] if value else []
    log = state_dir / "emulator.log"
    ready_file = state_dir / "ready.json"
    ready_file.unlink(missing_ok=True)
    with log.open("a", encoding="utf-8") as errors, ready_file.open("w", encoding="utf-8") as ready:
        ready_file.chmod(0o600)
        process = subprocess.Popen(
            arguments, cwd=_ROOT, stdout=ready, stderr=errors, text=True, start_new_session=outlive
        )
    try:
        endpoint = _wait_until_ready(process, ready_file)
    except BaseException:  # an interrupt too must not leave it running
        process.kill()
        process.wait()
        raise
    if endpoint is not None:
        return Rehearsal(endpoint, state_dir, process)
    process.kill()
    said = log.read_text(encoding="utf-8")[-2000:]
    message = f"the ARM emulator did not start (its log is {log}): {said}"
    raise RehearsalError(message)


def _wait_until_ready(process: subprocess.Popen[str], ready_file: Path) -> Endpoint | None:
    """What the emulator says of itself once it answers; None when it ended or takes too long."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        text = ready_file.read_text(encoding="utf-8")
        if text.endswith("\n"):
            return Endpoint.read(text)
        if process.poll() is not None:
            return None
        time.sleep(0.05)
    return None


def attach(state_dir: Path) -> Rehearsal:
    """An emulator that another process started with this folder.

    Raises:
        RehearsalError: None was started there, or it has ended.
    """
    try:
        endpoint = Endpoint.read((state_dir / "ready.json").read_text(encoding="utf-8"))
        os.kill(endpoint.pid, 0)
    except (OSError, ValueError, TypeError) as problem:
        message = f"no rehearsal runs with {state_dir}"
        raise RehearsalError(message) from problem
    return Rehearsal(endpoint, state_dir, None)

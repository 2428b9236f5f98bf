"""Going on after a run that was killed: a lock left behind, containers that the state does not know.

Everything here can be done by hand as well: `pulumi cancel`, `docker rm -f NAME` and
`pulumi refresh --clear-pending-creates`.
"""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from cli.console import Progress
from cli.docker import container, remove_container
from cli.pulumi import process_environment, run
from infra.problems import fail

_CONTAINER = "docker:index/container:Container"


def wait_for_other_run(stack: str, report: Progress) -> None:
    """Wait while a living `pulumi` holds the stack's lock; take away the lock of a dead one."""
    while holder := _lock_holder(stack):
        if _is_alive(holder):
            report(f"waiting for another pulumi (process {holder}) to finish with stack {stack}")
            time.sleep(1)
        else:
            report("an earlier run was killed; taking its lock away")
            run("cancel", "--stack", stack, "--yes")


def _lock_holder(stack: str) -> int | None:
    """Process id of the lock's holder on this machine, for a backend in local files; else None."""
    backend = urlparse(process_environment()["PULUMI_BACKEND_URL"])
    if backend.scheme != "file":
        return None
    folder = Path(unquote(backend.path)) / ".pulumi" / "locks" / "organization" / "herm" / stack
    for path in folder.glob("*.json"):
        try:
            lock = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if lock.get("hostname") == socket.gethostname():
            return int(lock["pid"])
    return None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def settle(stack: str, names: tuple[str, ...], report: Progress) -> None:
    """Make state and Docker agree where a killed run left them apart.

    Args:
        stack: The stack's name.
        names: Physical names of the stack's containers.
        report: Is told what is done.

    Raises:
        ProblemsError: When a container of such a name belongs to somebody else.
    """
    deployment: dict[str, Any] = json.loads(run("stack", "export", "--stack", stack))["deployment"] or {}
    pending = deployment.get("pending_operations") or []
    known = {
        resource["id"]: resource["outputs"].get("name")
        for resource in deployment.get("resources") or []
        if resource["type"] == _CONTAINER and "id" in resource
    }
    for name in names:
        description = container(name)
        if description is None or description["Id"] in known:
            continue
        if not pending and name not in known.values():
            raise fail(
                f"container {name}",
                "exists and is not this clone's: another clone of herm, or somebody, made it",
                f"give this clone another name: pulumi config set herm:dockerName herm-2 --stack {stack}\n"
                f"or remove the container (its data stays): docker rm -f {name}",
            )
        report(f"removing {name}, which a killed run left half-made")
        remove_container(name)
    if pending:
        report("clearing what a killed run left unfinished")
        run("refresh", "--stack", stack, "--clear-pending-creates", "--yes", "--skip-preview")

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
from cli.docker.containers import inspect, remove
from cli.stack.engine import Engine
from infra.problems import ProblemsError, fail

_TYPES = {"container": "docker:index/container:Container", "network": "docker:index/network:Network"}


def wait_for_other_run(engine: Engine, stack: str, report: Progress) -> None:
    """Wait while a living `pulumi` holds the stack's lock; take away the lock of a dead one."""
    while holder := _lock_holder(engine, stack):
        if _is_alive(holder):
            report(f"waiting for another pulumi (process {holder}) to finish with stack {stack}")
            time.sleep(1)
        else:
            report("an earlier run was killed; taking its lock away")
            engine.run("cancel", "--stack", stack, "--yes")


def _lock_holder(engine: Engine, stack: str) -> int | None:
    """Process id of the lock's holder on this machine, for a backend in local files; else None."""
    backend = urlparse(engine.process_environment["PULUMI_BACKEND_URL"])
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


def settle(engine: Engine, stack: str, prefix: str, report: Progress) -> None:
    """Make state and Docker agree where a killed run left them apart.

    Args:
        engine: The engine.
        stack: The stack's name.
        prefix: First part of the physical names, `herm:dockerName`.
        report: Receives what is done.

    Raises:
        ProblemsError: When a container or network of such a name belongs to somebody else.
    """
    deployment: dict[str, Any] = (
        json.loads(engine.run("stack", "export", "--stack", stack))["deployment"] or {}
    )
    pending = deployment.get("pending_operations") or []
    resources = [resource for resource in deployment.get("resources") or [] if "id" in resource]
    known_ids = {resource["id"] for resource in resources}
    known_names = {(resource["type"], resource["outputs"].get("name")) for resource in resources}
    # Containers first: a network that they use cannot be removed.
    for kind, name in (
        ("container", f"{prefix}-hasura"),
        ("container", f"{prefix}-postgres"),
        ("network", prefix),
    ):
        found = inspect(kind, name)
        if found is None or found["Id"] in known_ids:
            continue
        if not pending and (_TYPES[kind], name) not in known_names:
            raise _not_ours(kind, name, stack)
        report(f"removing {kind} {name}, which a killed run left half-made")
        remove(kind, name)
    if pending:
        report("clearing what a killed run left unfinished")
        engine.run("refresh", "--stack", stack, "--clear-pending-creates", "--yes", "--skip-preview")


def _not_ours(kind: str, name: str, stack: str) -> ProblemsError:
    return fail(
        f"{kind} {name}",
        "exists and is not this clone's: another clone of herm, or somebody, made it",
        f"give this clone another name: pulumi config set herm:dockerName herm-2 --stack {stack}\n"
        f"or remove it (its data stays): docker {kind} rm {'--force ' if kind == 'container' else ''}{name}",
    )

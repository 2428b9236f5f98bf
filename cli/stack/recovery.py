"""Going on after whatever happened: a killed run, a damaged file, things that somebody took out of Docker.

Everything here can be done by hand as well: `pulumi cancel`, `docker rm -f NAME` and
`pulumi refresh --clear-pending-creates`.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.docker.containers import containers, inspect, remove
from cli.stack.changes import change
from cli.stack.engine import Engine
from cli.stack.state import Thing, gone, lock_folder, present_state, read_state, things_of
from infra.config.commands import set_command
from infra.docker.labels import LABEL_STACK
from infra.problems import Problem, ProblemsError
from machine.report import Report


def wait_for_other_run(engine: Engine, stack: str, report: Report) -> None:
    """Wait while a living `pulumi` holds the stack's lock; take away the lock of a dead one."""
    while (holder := _lock_holder(engine, stack)) is not None:
        if holder and _is_pulumi(holder):
            report(f"waiting for another pulumi (process {holder}) to finish with stack {stack}")
            time.sleep(1)
        else:
            report("an earlier run was killed; taking its lock away")
            engine.run("cancel", "--stack", stack, "--yes")


def _lock_holder(engine: Engine, stack: str) -> int | None:
    """Process id of the lock's holder on this machine; 0 for a lock that nobody can read; None for none."""
    folder = lock_folder(engine.process_environment["PULUMI_BACKEND_URL"], stack)
    for path in folder.glob("*.json") if folder else ():
        try:
            lock = json.loads(path.read_text(encoding="utf-8"))
            process = int(lock["pid"])
            if lock.get("hostname") == socket.gethostname():
                return process
        except FileNotFoundError:
            continue
        except (ValueError, LookupError, AttributeError, TypeError):
            return 0  # the engine writes locks whole: this one was left by a full disk or a crash
    return None


def _is_pulumi(process: int) -> bool:
    """Whether a process is an engine: the number of a dead one may be somebody else's by now."""
    if Path("/proc/self/comm").exists():
        name = Path(f"/proc/{process}/comm")
        return name.exists() and "pulumi" in name.read_text(encoding="utf-8")
    asked = ["ps", "-o", "comm=", "-p", str(process)]
    return "pulumi" in subprocess.run(asked, capture_output=True, text=True, check=False).stdout


def heal_state(engine: Engine, stack: str, report: Report) -> bool:
    """Put a damaged state file right, with the copy that the engine keeps; whether one was put right.

    The damaged file stays beside it. Without a good copy the stack is made anew.
    """
    file = present_state(engine.process_environment["PULUMI_BACKEND_URL"], stack)
    if file is None or _is_whole(file):
        return False
    copy = file.with_name(f"{file.name}.bak")
    file.replace(file.with_name(f"{file.name}.damaged"))
    if _is_whole(copy):
        report(f"{file} is damaged; going on with the copy of the run before")
        shutil.copy2(copy, file)
    else:
        report(f"{file} is damaged, and so is its copy; the stack is made anew")
        copy.unlink(missing_ok=True)
    return True


def _is_whole(file: Path) -> bool:
    try:
        read_state(file)
    except (OSError, ValueError):
        return False
    return True


def settle(engine: Engine, stack: str, prefix: str, report: Report, *, healed: bool = False) -> None:
    """Make the state know what is in Docker, where a killed run or a person left the two apart.

    Args:
        engine: The engine.
        stack: The stack's name.
        prefix: First part of the physical names, `herm:dockerName`.
        report: Receives what is done.
        healed: Whether the state is an older one, which does not know the last run's containers.

    Raises:
        ProblemsError: When a container or network of such a name belongs to somebody else.
    """
    deployment = _deployment(engine, stack)
    things, pending = things_of(deployment), bool(deployment.get("pending_operations"))
    _take_names_back(things, prefix, stack, report, unfinished=pending or healed)
    missing = gone(things)
    for thing in missing:
        report(f"{thing} is gone from Docker; it is made again")
    if any(thing.kind == "network" for thing in missing):
        for thing in things:  # they are joined to a network that is not there, and could not start
            if thing.kind == "container" and thing not in missing:
                remove("container", thing.name)
    if pending or healed or missing:
        report("looking at what is in Docker")
        change(engine, "refresh --clear-pending-creates", stack, report)


def _deployment(engine: Engine, stack: str) -> Mapping[str, Any]:
    """The latest deployment of a stack: from its file, which needs no engine, or from the backend."""
    if file := present_state(engine.process_environment["PULUMI_BACKEND_URL"], stack):
        return read_state(file)
    exported: dict[str, Any] = json.loads(engine.run("stack", "export", "--stack", stack))
    return exported["deployment"] or {}


def _take_names_back(
    things: tuple[Thing, ...], prefix: str, stack: str, report: Report, *, unfinished: bool
) -> None:
    """Remove what stands in the way under this stack's names and is this clone's to remove."""
    ids, names = {thing.id for thing in things}, {(thing.kind, thing.name) for thing in things}
    # Containers first: a network that they use cannot be removed.
    found = [("container", *one) for one in containers((f"{prefix}-hasura", f"{prefix}-postgres")).items()]
    found += [("network", prefix, network) for network in inspect("network", prefix)]
    strangers = []
    for kind, name, description in found:
        if description["Id"] in ids:
            continue
        if unfinished:
            report(f"removing {kind} {name}, which a killed run left half-made")
        elif (kind, name) in names and not _is_of_a_stack(description):
            report(f"removing {kind} {name}, which took the place of this stack's own")
        else:
            strangers.append((kind, name))
            continue
        remove(kind, name)
    if strangers:
        raise ProblemsError(_not_ours(kind, name, stack) for kind, name in strangers)


def _is_of_a_stack(description: Mapping[str, Any]) -> bool:
    """Whether herm made a container or network: the one of another clone is not this clone's to remove."""
    labels = description.get("Labels") or (description.get("Config") or {}).get("Labels") or {}
    return LABEL_STACK in labels


def _not_ours(kind: str, name: str, stack: str) -> Problem:
    force = "--force " if kind == "container" else ""
    return Problem(
        f"{kind} {name}",
        "exists and is not this clone's: another clone of herm, or somebody, made it, or this one did before "
        "its .herm/ was removed",
        f"give this clone another name: {set_command(stack, 'dockerName', 'herm-2')}\n"
        f"or remove it (its data stays): docker {kind} rm {force}{name}",
    )

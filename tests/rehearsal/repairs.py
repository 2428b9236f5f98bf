"""How a run of prod breaks off, and what docs/azure.md tells an operator to do then."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Literal

from cli.paths import PROD
from cli.stack.engine import Engine
from tests.rehearsal.attached import ATTACHED
from tests.rehearsal.prod import Prod

End = Literal["retried", "repeated", "imported"]

_TAKEN = re.compile(
    r"(azure-native:\S+) \((\S+)\):\n\s+error: cannot create already existing resource '([^']+)'"
)


def kill(prod: Prod, command: tuple[str, ...], at: int) -> None:
    """Run `pulumi` and kill it, its program and its provider when Azure has had so many requests.

    Such a run starts all of it, as a user's does; of what attached.py starts once nothing could be killed.
    """
    log, environment = Path(prod.azure.endpoint.log), prod.workspace.process_environment
    for shared in ATTACHED:
        environment.pop(shared, None)
    before = log.read_bytes().count(b"\n")
    process = subprocess.Popen(
        ["pulumi", *command, "--non-interactive"],
        cwd=prod.workspace.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while log.read_bytes().count(b"\n") < before + at and process.poll() is None:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    deadline = time.monotonic() + 60
    home = environment["PULUMI_HOME"]
    while _providers(home):  # the engine's plugins see that it is gone, and end by themselves
        assert time.monotonic() < deadline, "the provider outlives its engine"
        time.sleep(0.2)


def _providers(home: str) -> list[Path]:
    """The processes of the provider that engines with this home have started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has just ended, or is not ours
            ours = f"PULUMI_HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0")
            if ours and b"doubles.azure_native" in (process / "cmdline").read_bytes():
                found.append(process)
    return found


def unlock(workspace: Engine, command: tuple[str, ...]) -> None:
    """After a kill: the next run names the lock and the command that takes it away."""
    locked = workspace.attempt(*command)
    assert "pulumi cancel" in locked.stdout + locked.stderr
    workspace.run("cancel", "--stack", PROD, "--yes")
    workspace.run("refresh", "--stack", PROD, "--clear-pending-creates", "--yes", "--skip-preview")


def finish(workspace: Engine, command: tuple[str, ...]) -> End:
    """Run again until it is done, making known what Azure has and the state does not know."""
    end: End = "repeated"
    done = workspace.attempt(*command)
    while done.returncode != 0 and make_known(workspace, done.stdout):
        end = "imported"
        done = workspace.attempt(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    return end


def make_known(workspace: Engine, output: str) -> bool:
    """Import what a run names as there already, if it does."""
    ids = {(token, name): path for token, name, path in _TAKEN.findall(output)}
    if not ids:
        return False
    file = workspace.folder / "import.json"
    workspace.run("preview", "--stack", PROD, "--import-file", str(file))
    document = json.loads(file.read_text(encoding="utf-8"))
    document["resources"] = [
        {**entry, "id": ids.get((entry["type"], entry["name"]), "")}
        for entry in document["resources"]
        if entry.get("component") or (entry["type"], entry["name"]) in ids
    ]
    file.write_text(json.dumps(document), encoding="utf-8")
    options = ("--yes", "--skip-preview", "--protect=false", "--generate-code=false")
    workspace.run("import", "--stack", PROD, "--file", str(file), *options)
    return True

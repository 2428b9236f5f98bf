"""Stack prod with a cloud of its own, as the tests of its life use it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from cli.paths import PROD
from cli.rehearsal.provider import installed, provide
from cli.rehearsal.settings import RehearsalSettings, rehearsal_settings
from cli.rehearsal.workspace import make_project, make_workspace
from cli.stack.engine import Engine
from doubles.launch import start
from doubles.session import Rehearsal
from machine.engine import Toolchain, ensure
from tests.rehearsal.attached import double, list_of_packages

UP = ("up", "--stack", PROD, "--yes", "--skip-preview", "--suppress-outputs")
DESTROY = ("destroy", "--stack", PROD, "--yes", "--skip-preview", "--suppress-outputs")
_WRITES = ("PUT", "PATCH", "POST", "DELETE")


@dataclass
class Prod:
    """The stack and the cloud that it is in.

    Attributes:
        before: The ids of what was there before the first deployment.
    """

    workspace: Engine
    azure: Rehearsal
    settings: RehearsalSettings
    before: frozenset[str]

    @property
    def left(self) -> set[str]:
        """The ids of what is there and was not before: the group and who deploys were."""
        return {str(resource["id"]) for resource in self.azure.resources()} - self.before

    @property
    def state(self) -> dict[str, Any]:
        """The stack's state, as the engine keeps it; empty before the first deployment."""
        file = self.workspace.folder.parent / "state/.pulumi/stacks/herm" / f"{PROD}.json"
        latest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"] or {}
        return latest

    @property
    def app_id(self) -> str:
        """The app's id, an output of the stack."""
        [stack] = [one for one in self.state["resources"] if one["type"] == "pulumi:pulumi:Stack"]
        return str(stack["outputs"]["appId"])

    @property
    def app(self) -> dict[str, Any]:
        """What the app's process has."""
        return self.azure.app(self.app_id)

    def set(self, name: str, value: str) -> None:
        """Change a plain setting."""
        self.workspace.run("config", "set", f"herm:{name}", value, "--stack", PROD)

    def set_secret(self, name: str, value: str) -> None:
        """Change a secret setting."""
        self.workspace.run("config", "set", "--secret", f"herm:{name}", "--stack", PROD, stdin=value)

    def writes_of_up(self, *arguments: str) -> list[str]:
        """Deploy; tell what was written, as the last parts of the paths."""
        before = len(self.azure.request_log())
        done = self.workspace.attempt(*UP, "--diff", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr  # with what changes, where nothing should
        lines = [line.split() for line in written(self.azure.request_log()[before:])]
        return [f"{method} {'/'.join(path.split('/')[-2:])}" for method, path in lines]


def written(log: list[dict[str, Any]]) -> list[str]:
    """The writes among requests: method and path."""
    return [
        f"{entry['method']} {entry['path'].split('?')[0]}"
        for entry in log
        if entry["method"] in _WRITES
        and "/oauth2/" not in entry["path"]
        and not entry["path"].endswith("list")
    ]


@contextmanager
def prepared(
    folder: Path,
    *,
    operation_seconds: float = 0.1,
    wait_scale: float = 0.01,
    role_seconds: float = 0.0,
    attached: bool = True,
) -> Iterator[Prod]:
    """Prod as a fresh clone describes it, not deployed yet, in an empty cloud.

    Args:
        folder: Where both are kept.
        operation_seconds: How long a long-running operation lasts.
        role_seconds: After how long a role takes effect.
        wait_scale: The part of azure-native's waiting times that its double waits.
        attached: Whether runs share what attached.py starts once; else each starts all, as a user's does.
    """
    tools, settings = ensure(print), _settings()
    azure = start(
        folder / "azure",
        prepared=settings.prepared,
        operation_seconds=operation_seconds,
        role_seconds=role_seconds,
    )
    with ExitStack() as running:
        running.callback(azure.stop)
        environment = {**azure.env(), "HERM_REHEARSAL_WAIT_SCALE": str(wait_scale)}
        workspace = _workspace(folder / "pulumi", tools, environment)
        provide(folder / "pulumi" / "home", tools)
        if attached:
            shared = list_of_packages(folder / "packages")
            if installed(tools) is None:
                shared |= running.enter_context(double(environment))
            workspace = replace(workspace, environment={**workspace.environment, **shared})
        yield Prod(workspace, azure, settings, frozenset(one["id"] for one in azure.resources()))


_settings = cache(rehearsal_settings)
_MADE: dict[Path, bytes] = {}
"""The files of a stack that was made, below its folder: every Prod of a process has the same settings."""


def _workspace(folder: Path, tools: Toolchain, environment: Mapping[str, str]) -> Engine:
    """The project with its stack; the engine makes the first one, and the others are copies."""
    if not _MADE:
        workspace = make_workspace(folder, _settings(), tools, environment)
        of_stack = [folder / "passphrase", workspace.folder / f"Pulumi.{PROD}.yaml"]
        for file in (*of_stack, *(folder / "state").rglob("*")):
            if file.is_file():
                _MADE[file.relative_to(folder)] = file.read_bytes()
        return workspace
    workspace = make_project(folder, tools, environment)
    for place, content in _MADE.items():
        (folder / place).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / place).write_bytes(content)
        (folder / place).chmod(0o600)
    return workspace

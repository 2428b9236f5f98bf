"""Stack prod before its first deployment, in a cloud of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from cli.paths import PROD
from cli.rehearsal.provider import installed, provide
from cli.rehearsal.settings import rehearsal_settings
from cli.rehearsal.workspace import make_project, make_workspace
from cli.stack.engine import Engine
from doubles.launch import start
from machine.engine import Toolchain, ensure
from tests.rehearsal.attached import double, list_of_packages
from tests.rehearsal.prod import Prod


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

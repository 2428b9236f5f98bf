"""A stack of prod's settings in an emulator of Azure of its own, with each operation measured and counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from cli.paths import PROD, ROOT
from cli.private_file import write_private
from cli.rehearsal.provider import provide
from cli.rehearsal.settings import RehearsalSettings, key
from cli.rehearsal.workspace import make_workspace
from cli.stack.engine import Engine
from doubles.launch import start
from doubles.session import Rehearsal
from infra.config.schema import PROJECT_FILE
from machine.engine import Toolchain
from tests.bench.growth import Measured
from tests.bench.measure import Run, run
from tests.bench.requests import count

OPERATIONS = {
    "first up": ("up", "--skip-preview"),
    "no-op up": ("up", "--skip-preview", "--expect-no-changes"),
    "no-op up --refresh": ("up", "--skip-preview", "--refresh", "--expect-no-changes"),
    "changed secret": ("up", "--skip-preview"),
    "destroy": ("destroy", "--skip-preview"),
}
"""What is measured, and the arguments of `pulumi` that do it."""

# The emulator's long operations and the double's waits say nothing about herm; they are as short as can be.
_OPERATION_SECONDS = 0.01
_WAITS = {"HERM_REHEARSAL_WAIT_SCALE": "0.001"}


@dataclass(frozen=True)
class Cloud:
    """One stack and the cloud that it is deployed to.

    Attributes:
        workspace: The stack's project.
        azure: The emulator.
        provider: Which azure-native it is deployed with, in words.
    """

    workspace: Engine
    azure: Rehearsal
    provider: str

    def measure(self, operation: str) -> Measured:
        """Do one of `OPERATIONS`."""
        before = len(self.azure.request_log())
        done = self.pulumi(*OPERATIONS[operation])
        return Measured(operation, done, count(self.azure.request_log()[before:]))

    def pulumi(self, *arguments: str, folder: Path | None = None) -> Run:
        """Run `pulumi` on the stack, or on the stack of another folder, in the same environment."""
        command = ("pulumi", *arguments, "--stack", PROD, "--yes", "--non-interactive")
        return run(command, folder or self.workspace.folder, self.workspace.process_environment)

    def set_secret(self, name: str, value: str) -> None:
        """Give the stack another secret."""
        self.workspace.run("config", "set", "--secret", key(name), "--stack", PROD, stdin=value)


@contextmanager
def cloud(folder: Path, settings: RehearsalSettings, tools: Toolchain, apps: int = 0) -> Iterator[Cloud]:
    """An empty cloud with a stack that is not deployed yet; the emulator ends with it.

    Args:
        folder: Where both keep everything.
        settings: Prod's settings.
        tools: The engine.
        apps: How many apps the stack has; 0 is prod's own program with its one.
    """
    prepared = "/" if apps else settings.prepared
    azure = start(folder / "azure", prepared=prepared, operation_seconds=_OPERATION_SECONDS)
    try:
        workspace = make_workspace(folder / "pulumi", settings, tools, {**azure.env(), **_WAITS})
        provider = provide(folder / "pulumi" / "home", tools)
        if apps:
            program = workspace.folder / "__main__.py"
            program.unlink()
            program.symlink_to(ROOT / "tests" / "bench" / "apps.py")
            workspace.run("config", "set", "bench:apps", str(apps), "--stack", PROD)
        yield Cloud(workspace, azure, provider)
    finally:
        azure.stop()


def empty_project(workspace: Engine) -> Path:
    """A project beside another, with the same Python and an empty program, deployed once."""
    folder = workspace.folder.parent / "empty"
    folder.mkdir(mode=0o700)
    runtime = yaml.safe_load(PROJECT_FILE.read_text(encoding="utf-8"))["runtime"]
    (folder / "Pulumi.yaml").write_text(json.dumps({"name": "empty", "runtime": runtime}), encoding="utf-8")
    (folder / "__main__.py").write_text("import pulumi\n", encoding="utf-8")
    workspace.run("-C", str(folder), "stack", "init", PROD, "--no-select")
    workspace.run("-C", str(folder), "up", "--stack", PROD, "--yes", "--skip-preview")
    return folder


def write_configuration(file: Path, settings: RehearsalSettings, apps: int) -> None:
    """Write the stack's configuration as a program gets it; only this user may read it."""
    values = {key(name): value for name, value in settings.all.items()}
    write_private(file, json.dumps({**values, "bench:apps": str(apps)}))

"""The project of a rehearsal: this clone's own program, with state, settings and passphrase of its own.

Nothing in the checkout changes: the program's files are links, everything else is in `.herm/rehearsal/`.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cli.paths import PROD, ROOT
from cli.rehearsal.settings import RehearsalSettings, key
from cli.stack.engine import WHOLE_FILES_ONLY, engine_failure
from cli.stack.first_run import write_private
from infra.config.schema import schema
from machine.engine import Toolchain

_PROGRAM = ("Pulumi.yaml", "__main__.py", "infra", "hasura")
# What a user's own Pulumi is set up with must not reach the rehearsal's.
_ANOTHERS = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN", "PYTHONDONTWRITEBYTECODE")


@dataclass(frozen=True)
class Workspace:
    """A project folder and the environment in which plain `pulumi` works on it."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str, stdin: str = "") -> str:
        """Run `pulumi` to its end and return its standard output.

        Raises:
            ProblemsError: With the engine's own words when it fails.
        """
        done = self.attempt(*arguments, stdin=stdin)
        if done.returncode != 0:
            raise engine_failure(arguments, done.stderr + done.stdout)
        return done.stdout

    def attempt(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run `pulumi` to its end, however it ends."""
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],
            cwd=self.folder,
            env=self.process_environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def process_environment(self) -> dict[str, str]:
        """The whole environment of a `pulumi` process."""
        kept = {name: value for name, value in os.environ.items() if name not in _ANOTHERS}
        return kept | dict(self.environment)

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs."""
        found: dict[str, Any] = json.loads(self.run("stack", "output", "--json", "--stack", PROD))
        return found


def make_workspace(
    folder: Path, settings: RehearsalSettings, tools: Toolchain, azure: Mapping[str, str]
) -> Workspace:
    """A new project with the stack `prod`; what an earlier rehearsal left in the folder is removed.

    Args:
        folder: Where it is made.
        settings: The stack's settings.
        tools: The engine.
        azure: How its provider finds the emulator.
    """
    shutil.rmtree(folder, ignore_errors=True)
    project, state = folder / "project", folder / "state"
    for made in (project, state, folder / "home" / "plugins"):
        made.mkdir(mode=0o700, parents=True)
    for name in _PROGRAM:
        (project / name).symlink_to(ROOT / name)
    write_private(folder / "passphrase", secrets.token_urlsafe(32))
    environment = {
        **azure,
        "PATH": os.pathsep.join([str(Path(sys.prefix) / "bin"), str(tools.bin), os.environ.get("PATH", "")]),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": state.as_uri() + WHOLE_FILES_ONLY,
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(folder / "passphrase"),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "VIRTUAL_ENV": sys.prefix,
    }
    workspace = Workspace(project, environment)
    _write_settings(workspace, settings)
    return workspace


def _write_settings(workspace: Workspace, settings: RehearsalSettings) -> None:
    """Plain settings as a file; secrets through standard input, encrypted by the engine."""
    plain = {key(name): _typed(name, value) for name, value in settings.plain.items()}
    write_private(workspace.folder / f"Pulumi.{PROD}.yaml", yaml.safe_dump({"config": plain}))
    workspace.run("stack", "init", PROD, "--no-select", "--secrets-provider", "passphrase")
    for name, value in settings.secret.items():
        if schema()[name].type == "object":
            for entry, text in json.loads(value).items():
                path = f"{key(name)}.{entry}"
                workspace.run("config", "set", "--secret", "--path", path, "--stack", PROD, stdin=str(text))
        else:
            workspace.run("config", "set", "--secret", key(name), "--stack", PROD, stdin=value)


def _typed(name: str, value: str) -> Any:
    return value if schema()[name].type == "string" else json.loads(value)

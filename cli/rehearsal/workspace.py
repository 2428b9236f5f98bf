"""The project of a rehearsal: this clone's own program, with state, settings and passphrase of its own.

Nothing in the checkout changes: the program's files are links, everything else is in `.herm/rehearsal/`.
"""

from __future__ import annotations

import json
import secrets
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from cli.paths import PROD, ROOT
from cli.private_file import write_private
from cli.rehearsal.settings import RehearsalSettings, key
from cli.stack.engine import WHOLE_FILES_ONLY, Engine, engine_environment
from infra.config.schema import schema
from machine.engine import Toolchain

_PROGRAM = ("Pulumi.yaml", "__main__.py", "infra", "hasura")


def make_workspace(
    folder: Path, settings: RehearsalSettings, tools: Toolchain, azure: Mapping[str, str]
) -> Engine:
    """A new project with the stack `prod`; what an earlier rehearsal left in the folder is removed.

    Args:
        folder: Where it is made.
        settings: The stack's settings.
        tools: The engine.
        azure: How its provider finds the emulator.
    """
    workspace = make_project(folder, tools, azure)
    _write_settings(workspace, settings)
    return workspace


def make_project(folder: Path, tools: Toolchain, azure: Mapping[str, str]) -> Engine:
    """The same without a stack."""
    shutil.rmtree(folder, ignore_errors=True)
    project, state = folder / "project", folder / "state"
    for made in (project, state, folder / "home" / "plugins"):
        made.mkdir(mode=0o700, parents=True)
    for name in _PROGRAM:
        (project / name).symlink_to(ROOT / name)
    # Pulumi's current Python host obeys Pulumi.yaml's `virtualenv`, and would make an empty one here.
    (project / ".venv").symlink_to(sys.prefix)
    write_private(folder / "passphrase", secrets.token_urlsafe(32))
    environment = engine_environment(
        tools,
        home=folder / "home",
        backend=state.as_uri() + WHOLE_FILES_ONLY,
        passphrase_file=folder / "passphrase",
        python=Path(sys.prefix),
    )
    # A user's own login must not reach the rehearsal.
    apart = {"PULUMI_ACCESS_TOKEN": None, "VIRTUAL_ENV": sys.prefix}
    return Engine(project, {**azure, **environment, **apart})


def _write_settings(workspace: Engine, settings: RehearsalSettings) -> None:
    """Plain settings as a file; secrets through standard input, encrypted by the engine."""
    plain = {key(name): _typed(name, value) for name, value in settings.plain.items()}
    write_private(workspace.folder / f"Pulumi.{PROD}.yaml", yaml.safe_dump({"config": plain}))
    workspace.run("stack", "init", PROD, "--no-select", "--secrets-provider", "passphrase")
    for name, value in settings.secret.items():
        if schema()[name].type == "object":
            for entry, text in json.loads(value).items():
                workspace.set_secret(PROD, f"{name}.{entry}", str(text))
        else:
            workspace.set_secret(PROD, name, value)


def _typed(name: str, value: str) -> Any:
    return value if schema()[name].type == "string" else json.loads(value)

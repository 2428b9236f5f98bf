"""What a rehearsal tells at its end: the deployed app, and how to go on talking to the emulator."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from cli.console import error_console
from cli.paths import PROD
from cli.private_file import write_private
from cli.stack.engine import Engine
from doubles.session import Rehearsal


def show_app(azure: Rehearsal, outputs: Mapping[str, str]) -> None:
    """The deployed app in a few lines: names and states, no values."""
    app = azure.app(outputs["appId"])
    facts = {name: str(outputs[name]) for name in ("url", "appId", "vaultName", "databaseHost", "tier")}
    facts["image"] = str(app["config"].get("linuxFxVersion"))
    facts |= {name: f"Key Vault reference: {state}" for name, state in sorted(app["references"].items())}
    for name, value in facts.items():
        error_console().print(f"  {name}  {value}", markup=False)


def write_environment(workspace: Engine, file: Path) -> None:
    """What pulumi, az and Azure's SDKs need to talk to the emulator, for its owner's eyes only."""
    values = {**workspace.environment, "HERM_REHEARSAL_PROJECT": str(workspace.folder)}
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in sorted(values.items()) if value is not None]
    write_private(file.absolute(), "".join(lines))


def tell_how_to_go_on(azure: Rehearsal, env_file: Path | None) -> None:
    """Print the commands that use what is left running."""
    lines = [f"{azure.url} runs on; its requests are in {azure.endpoint.log}"]
    if env_file:
        lines += [
            f"set -a; . {shlex.quote(str(env_file))}; set +a    # to talk to it",
            f'pulumi --cwd "$HERM_REHEARSAL_PROJECT" preview --stack {PROD}',
        ]
    error_console().print("\n".join([*lines, "./herm rehearse --stop    # to end it"]), markup=False)

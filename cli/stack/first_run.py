"""What the first run makes in this clone: passphrase, state folder, stack, secrets.

Each thing is made only when it is missing, whole or not at all, so that a run that was killed goes on.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from cli.console import Progress
from cli.paths import PASSPHRASE, PRIVATE, ROOT, STATE, stack_file
from cli.stack.engine import run, set_secret
from infra.config.schema import PREFIX
from infra.problems import fail


def stack_document(stack: str) -> dict[str, Any]:
    """The stack's configuration file as it stands, secrets encrypted."""
    path = stack_file(stack)
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise fail(path.name, f"is not YAML: {error}", f"git checkout -- {path.name}") from None
    if document is None:
        return {}
    if not isinstance(document, dict) or not isinstance(document.get("config") or {}, dict):
        raise fail(path.name, "has to hold settings under `config:`", f"git checkout -- {path.name}")
    return document


def prepare_private_folder(stack: str, report: Progress) -> None:
    """Make the state folder and the passphrase; both are this user's only."""
    STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    PRIVATE.chmod(0o700)
    if {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & os.environ.keys():
        report("passphrase from the environment")
    elif not PASSPHRASE.exists():
        if "encryptionsalt" in stack_document(stack):
            raise fail(
                str(PASSPHRASE.relative_to(ROOT)),
                f"is gone, and without it the secrets in {stack_file(stack).name} cannot be read",
                "put the file back, or start with new secrets (the data stays): "
                f"git checkout -- {stack_file(stack).name} && rm -rf {STATE.relative_to(ROOT)} && ./herm up",
            )
        write_private(PASSPHRASE, secrets.token_urlsafe(32))
        report(f"new passphrase in {PASSPHRASE.relative_to(ROOT)}")


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; it appears whole or not at all."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)


def keep_out_of_commits(stack: str) -> None:
    """Tell git that this clone's stack file is its own: it holds secrets that only this clone can read.

    Undone by `git update-index --no-skip-worktree Pulumi.dev.yaml`.
    """
    subprocess.run(
        ["git", "update-index", "--skip-worktree", stack_file(stack).name],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )


def ensure_stack(stack: str, report: Progress) -> None:
    """Make the stack where the backend has none of that name."""
    known = json.loads(run("stack", "ls", "--json"))
    if not any(entry["name"].rpartition("/")[2] == stack for entry in known):
        report(f"new stack {stack}")
        run("stack", "init", stack, "--no-select", "--secrets-provider", "passphrase")


_GENERATED: dict[str, Callable[[], str]] = {
    "adminSecret": lambda: secrets.token_urlsafe(32),
    "databasePassword": lambda: secrets.token_urlsafe(24),
    "jwtSecret": lambda: json.dumps({"type": "HS256", "key": secrets.token_hex(32)}),
}


def ensure_secrets(stack: str, report: Progress) -> None:
    """Make a strong value for each secret that has none, stored encrypted."""
    present = stack_document(stack).get("config") or {}
    for name, generate in _GENERATED.items():
        if PREFIX + name not in present:
            set_secret(stack, name, generate())
            report(f"new {PREFIX}{name}")

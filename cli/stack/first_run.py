"""What the first run makes in this clone: passphrase, state folder, stack, secrets.

Each thing is made only when it is missing, whole or not at all, so that a run that was killed goes on.
"""

from __future__ import annotations

import json
import secrets
import subprocess

from cli.console import Progress
from cli.paths import PASSPHRASE, PRIVATE, ROOT, STATE, stack_file
from cli.private_file import write_private
from cli.stack.engine import Engine
from cli.stack.settings import NEW_SECRETS, stack_document
from infra.config.schema import PREFIX
from infra.problems import fail


def prepare_private_folder(stack: str, report: Progress) -> None:
    """Make the state folder and the passphrase; both are this user's only."""
    STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    PRIVATE.chmod(0o700)
    if not PASSPHRASE.exists():
        if "encryptionsalt" in stack_document(stack):
            raise fail(
                str(PASSPHRASE.relative_to(ROOT)),
                f"is gone, and without it the secrets in {stack_file(stack).name} cannot be read",
                "put the file back, or start with new secrets (the data stays): "
                f"git checkout -- {stack_file(stack).name} && rm -rf {STATE.relative_to(ROOT)} && ./herm up",
            )
        write_private(PASSPHRASE, secrets.token_urlsafe(32))
        report(f"new passphrase in {PASSPHRASE.relative_to(ROOT)}")


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


def ensure_stack(engine: Engine, stack: str, report: Progress) -> None:
    """Make the stack where the backend has none of that name."""
    known = json.loads(engine.run("stack", "ls", "--json"))
    if not any(entry["name"].rpartition("/")[2] == stack for entry in known):
        report(f"new stack {stack}")
        engine.run("stack", "init", stack, "--no-select", "--secrets-provider", "passphrase")


def ensure_secrets(engine: Engine, stack: str, report: Progress) -> None:
    """Make a strong value for each secret that has none, stored encrypted."""
    present = stack_document(stack).get("config") or {}
    for name, generate in NEW_SECRETS.items():
        if PREFIX + name not in present:
            engine.set_secret(stack, name, generate())
            report(f"new {PREFIX}{name}")

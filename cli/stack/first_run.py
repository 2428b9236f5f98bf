"""What the first run makes in this clone: passphrase, state folder, stack, first settings, secrets.

Each thing is made only when it is missing, whole or not at all, so that a run that was killed goes on.
"""

from __future__ import annotations

import json
import secrets

import yaml

from cli.docker.ports import next_free
from cli.git import git
from cli.paths import DEV, PASSPHRASE, PRIVATE, ROOT, STATE, stack_file
from cli.private_file import write_private
from cli.stack.clone import opens_secrets
from cli.stack.engine import Engine
from cli.stack.settings import NEW_SECRETS, stack_document
from cli.stack.state import present_state
from infra.config.schema import PREFIX
from infra.problems import fail
from machine.report import Report

_PORT = 8080


def prepare_private_folder(report: Report) -> None:
    """Make the state folder and the passphrase; both are this user's only, also if somebody opened them."""
    STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    PRIVATE.chmod(0o700)
    if not PASSPHRASE.exists():
        write_private(PASSPHRASE, secrets.token_urlsafe(32))
        report(f"new passphrase in {PASSPHRASE.relative_to(ROOT)}")
    PASSPHRASE.chmod(0o600)


def check_passphrase(stack: str) -> None:
    """Refuse to go on where the key to the stack's secrets is lost: new secrets are the user's to want.

    Raises:
        ProblemsError: With what makes new secrets.
    """
    if not PASSPHRASE.exists() and not opens_secrets(stack):
        raise fail(
            str(PASSPHRASE.relative_to(ROOT)),
            f"is gone, and without it the secrets in {stack_file(stack).name} cannot be read",
            "put the file back, or start with new secrets (the data stays):\n"
            f"./herm up --new-secrets{'' if stack == DEV else f' --stack {stack}'}",
        )


def make_stack_file(stack: str, report: Report) -> None:
    """The file of a second local stack: a name and a port beside those of the first; dev needs none."""
    path = stack_file(stack)
    if stack != DEV and not path.exists():
        name, port = f"herm-{stack.lower()}", next_free(_PORT)
        values = {"target": "docker", "dockerName": name, "hasuraPort": port}
        write_private(
            path, yaml.safe_dump({"config": {PREFIX + key: value for key, value in values.items()}})
        )
        report(f"{path.name}: {PREFIX}dockerName {name}, {PREFIX}hasuraPort {port}")
    keep_out_of_commits(stack)


def keep_out_of_commits(stack: str) -> None:
    """Let git overlook the file of a local stack: only this clone can read its secrets.

    Dev's is in .gitignore; that of another local stack goes into this repository's own list.
    """
    name = stack_file(stack).name
    if git(ROOT, "check-ignore", "--quiet", name).returncode != 1:
        return  # overlooked already, or no repository
    exclude = ROOT / git(ROOT, "rev-parse", "--git-path", "info/exclude").stdout.strip()
    exclude.parent.mkdir(exist_ok=True)
    with exclude.open("a", encoding="utf-8") as file:
        file.write(f"/{name}\n")


def ensure_stack(engine: Engine, stack: str, report: Report) -> None:
    """Make the stack where the backend has none of that name."""
    if present_state(engine.process_environment["PULUMI_BACKEND_URL"], stack):
        return
    known = json.loads(engine.run("stack", "ls", "--json"))
    if not any(entry["name"].rpartition("/")[2] == stack for entry in known):
        report(f"new stack {stack}")
        engine.run("stack", "init", stack, "--no-select", "--secrets-provider", "passphrase")


def ensure_secrets(engine: Engine, stack: str, report: Report) -> None:
    """Make a strong value for each secret that has none, stored encrypted."""
    present = stack_document(stack).get("config") or {}
    for name, generate in NEW_SECRETS.items():
        if PREFIX + name not in present:
            engine.set_secret(stack, name, generate())
            report(f"new {PREFIX}{name}")

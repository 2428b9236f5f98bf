"""Starting with new secrets where the old ones cannot be read any more; settings and data stay.

A state is encrypted like the stack's file, so without its key it is of no use: what it knows in Docker is
removed, except the data, and the next `up` makes it again.
"""

from __future__ import annotations

from typing import Any

import yaml

from cli.docker.containers import remove
from cli.paths import PASSPHRASE, ROOT, stack_file
from cli.private_file import write_private
from cli.stack.engine import Engine
from cli.stack.settings import stack_document
from cli.stack.state import gone, read_state, state_file, things_of
from infra.config.stored import is_encrypted
from infra.problems import fail
from machine.report import Report


def forget_secrets(engine: Engine, stack: str, report: Report) -> None:
    """Take every secret out of a stack's file, and everything encrypted with them out of the way.

    Raises:
        ProblemsError: When the stack's state is not in local files, where another may need it.
    """
    file = state_file(engine.process_environment["PULUMI_BACKEND_URL"], stack)
    if file is None:
        raise fail(
            f"stack {stack}",
            "has its state in a backend of your own, which others may use",
            f"pulumi stack change-secrets-provider passphrase --stack {stack}",
        )
    document = stack_document(stack)
    _set_aside(file, report)
    document.pop("encryptionsalt", None)
    config: dict[str, Any] = document.get("config") or {}
    kept = {name: rest for name, value in config.items() if (rest := _without_secrets(value)) is not None}
    for name in sorted(config.keys() - kept.keys()):
        report(f"forgetting {name}")
    write_private(stack_file(stack), yaml.safe_dump({**document, "config": kept}))
    if PASSPHRASE.exists():
        old = PASSPHRASE.with_name(f"{PASSPHRASE.name}.old")
        PASSPHRASE.replace(old)
        report(f"the old passphrase is in {old.relative_to(ROOT)}")


def _set_aside(file: Any, report: Report) -> None:
    """Remove what the state knows in Docker, then put the state beside its place."""
    try:
        things = things_of(read_state(file))
    except (OSError, ValueError):
        things = ()
    missing = gone(things)
    for kind in ("container", "network"):
        for thing in things:
            if thing.kind == kind and thing not in missing:
                report(f"removing {thing}")
                remove(kind, thing.name)
    for part in (file, file.with_name(f"{file.name}.bak")):
        if part.exists():
            part.replace(part.with_name(f"{part.name}.old"))


def _without_secrets(value: Any) -> Any:
    """A value without the secrets in it; None when nothing is left."""
    if not isinstance(value, dict):
        return value
    if is_encrypted(value):
        return None
    return {
        name: rest for name, entry in value.items() if (rest := _without_secrets(entry)) is not None
    } or None

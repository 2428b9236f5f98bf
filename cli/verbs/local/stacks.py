"""Whether a stack is one of this clone's on this machine, asked before a verb works on it."""

from __future__ import annotations

import difflib
import re
import signal
import subprocess

import click

from cli.docker.containers import container
from cli.paths import DEV, PROD, ROOT, stack_file
from cli.stack.clone import known_things
from cli.stack.settings import is_on_docker, plain, value_of
from infra.problems import fail

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,40}")


def check_local_stack(stack: str, *, new: bool = False) -> None:
    """Refuse a stack that is not this machine's, or does not exist.

    Args:
        stack: Its name.
        new: Whether the verb makes a stack that does not exist.
    """
    if not _NAME.fullmatch(stack):
        raise click.UsageError(
            f"{stack!r} is not a stack's name; letters, digits, '-', '_' and '.' make one."
        )
    if stack == PROD or (stack_file(stack).exists() and not is_on_docker(stack)):
        raise click.UsageError(
            f"stack {stack} is not on this machine's Docker; for it there is: pulumi up --stack {stack}"
        )
    if new or stack == DEV or stack_file(stack).exists():
        return
    known = _local_stacks()
    near = difflib.get_close_matches(stack, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
    raise click.UsageError(f"this clone has no stack {stack}; {hint}")


def own_container(stack: str, role: str, *, running: bool = False) -> str:
    """Name of the container of that role, which is there and is this clone's.

    Args:
        stack: A local stack.
        role: `hasura` or `postgres`.
        running: Whether it has to run as well; one that ended still has its log.

    Raises:
        ProblemsError: When it is not there, does not run, or is another clone's.
    """
    check_local_stack(stack)
    name = f"{value_of(plain(stack), 'dockerName')}-{role}"
    up = "./herm up" if stack == DEV else f"./herm up --stack {stack}"
    description, known = container(name), known_things(stack)
    if description is None or description["State"]["Status"] not in ("running", "restarting", "exited"):
        raise fail(f"container {name}", "is not there: the stack is not up", up)
    if known is not None and description["Id"] not in {thing.id for thing in known}:
        raise fail(f"container {name}", "belongs to another clone", up)
    if running and description["State"]["Status"] != "running":
        raise fail(f"container {name}", "does not run", up)
    return name


def run_docker(*arguments: str) -> int:
    """Run docker in place of the verb; its exit code, as a shell tells it.

    Ctrl-C and a reader that has gone are usual ends, of which nothing is to be said.
    """
    try:
        code = subprocess.run(["docker", *arguments], check=False).returncode
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return code if code >= 0 else 128 - code


def _local_stacks() -> list[str]:
    names = {path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in ROOT.glob("Pulumi.*.yaml")}
    return sorted({DEV, *(name for name in names if is_on_docker(name))})

"""`./herm down`: stop and remove a local stack; the data stays unless it is asked to go."""

from __future__ import annotations

import click

from cli.console import error_console, step
from cli.paths import DEV, STATE
from cli.stack import settings_copy
from cli.stack.changes import change
from cli.stack.clone import clone_engine
from cli.stack.lock import exclusively
from cli.stack.recovery import heal_state, settle, wait_for_other_run
from cli.stack.settings import settings, stack_document
from cli.verbs.local.options import STACK
from cli.verbs.local.stacks import check_local_stack
from machine.docker.client import docker
from machine.engine import find

EXAMPLES = """\b
Examples:
  ./herm down                    ./herm up finds the data again
  ./herm down --volumes          the data is gone
  ./herm down --stack alice
"""


@click.command(epilog=EXAMPLES)
@STACK
@click.option("--volumes", is_flag=True, help="Delete the database's data too.")
def down(stack: str, volumes: bool) -> None:
    """Stop and remove a local stack; the data stays unless --volumes."""
    check_local_stack(stack)
    settings_copy.put_back(stack, error_console().print)
    which = "" if stack == DEV else f" --stack {stack}"
    if find() is None or not STATE.exists() or not stack_document(stack):
        error_console().print(f"nothing is up in this clone: ./herm up{which} was not run here")
        return
    with exclusively("down"):
        engine, name = clone_engine(stack), settings(stack).docker.name
        with step("Containers and network") as report:
            wait_for_other_run(engine, stack, report)
            healed = heal_state(engine, stack, report)
            settle(engine, stack, name, report, healed=healed)
            change(engine, "destroy", stack, report)
        if volumes:
            with step("Data") as report:
                docker("volume", "rm", "--force", f"{name}-data")
                settings_copy.forget(stack)
                report(f"volume {name}-data deleted")
        else:
            error_console().print(f"the data stays in volume {name}-data; ./herm up{which} finds it again")

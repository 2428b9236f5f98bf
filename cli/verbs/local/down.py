"""`./herm down`: stop and remove a local stack; the data stays unless it is asked to go."""

from __future__ import annotations

import click

from cli.console import error_console, step
from cli.paths import DEV, STATE
from cli.stack.changes import change
from cli.stack.clone import clone_engine
from cli.stack.lock import exclusively
from cli.stack.recovery import settle, wait_for_other_run
from cli.stack.settings import settings
from machine.docker.client import docker
from machine.engine import find

EXAMPLES = """\b
Examples:
  ./herm down              ./herm up finds the data again
  ./herm down --volumes    the data is gone
"""


@click.command(epilog=EXAMPLES)
@click.option("--volumes", is_flag=True, help="Delete the database's data too.")
def down(volumes: bool) -> None:
    """Stop and remove the dev stack; the data stays unless --volumes."""
    if find() is None or not STATE.exists():
        error_console().print("nothing is up in this clone: ./herm up was not run here")
        return
    with exclusively("down"):
        engine, name = clone_engine(DEV), settings(DEV).docker.name
        with step("Containers and network") as report:
            wait_for_other_run(engine, DEV, report)
            settle(engine, DEV, name, report)
            change(engine, "destroy", DEV, report)
        if volumes:
            with step("Data") as report:
                docker("volume", "rm", "--force", f"{name}-data")
                report(f"volume {name}-data deleted")
        else:
            error_console().print(f"the data stays in volume {name}-data; ./herm up finds it again")

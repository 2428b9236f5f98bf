"""`./herm down`: stop and remove the dev stack; the data stays unless it is asked to go."""

from __future__ import annotations

import click

from cli.console import error_console, step
from cli.paths import DEV, STATE
from cli.stack.config import local_settings
from cli.stack.deploy import deploy
from cli.stack.docker import docker
from cli.stack.lock import exclusively
from cli.stack.recovery import settle, wait_for_other_run
from machine.engine import find


@click.command(
    help="""Stop and remove the dev stack; the data stays unless --volumes.

    \b
    Examples:
      ./herm down              ./herm up finds the data again
      ./herm down --volumes    the data is gone
    """
)
@click.option("--volumes", is_flag=True, help="Delete the database's data too.")
def down(volumes: bool) -> None:
    """Run `pulumi destroy`, then remove the volume if asked."""
    if find() is None or not STATE.exists():
        error_console().print("nothing is up in this clone: ./herm up was not run here")
        return
    with exclusively("down"):
        settings = local_settings(DEV)
        name = settings.docker.name
        with step("Containers and network") as report:
            wait_for_other_run(DEV, report)
            settle(DEV, name, report)
            deploy("destroy", DEV, report)
        if volumes:
            with step("Data") as report:
                docker("volume", "rm", "--force", f"{name}-data")
                report(f"volume {name}-data deleted")
        else:
            error_console().print(f"the data stays in volume {name}-data; ./herm up finds it again")

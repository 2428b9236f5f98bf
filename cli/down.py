"""`./herm down`: stop and remove the dev stack; the data stays unless it is asked to go."""

from __future__ import annotations

import click

from cli.config import local_settings
from cli.console import error_console, step
from cli.deploy import deploy
from cli.docker import docker
from cli.lock import exclusively
from cli.paths import STATE
from cli.recovery import settle, wait_for_other_run
from cli.up import STACK
from toolchain import find


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
        settings = local_settings(STACK)
        name = settings.docker.name
        with step("Containers and network") as report:
            wait_for_other_run(STACK, report)
            settle(STACK, name, report)
            deploy("destroy", STACK, report)
        if volumes:
            with step("Data") as report:
                docker("volume", "rm", "--force", f"{name}-data")
                report(f"volume {name}-data deleted")
        else:
            error_console().print(f"the data stays in volume {name}-data; ./herm up finds it again")

"""`./herm up`: from a clone to a healthy API; every step is skipped when its work is done."""

from __future__ import annotations

import json

import click

from cli.console import Progress, error_console, step
from cli.paths import DEV
from cli.stack.closing import closing_page
from cli.stack.config import local_settings
from cli.stack.deploy import deploy
from cli.stack.docker import sick_containers, start_stopped
from cli.stack.engine import outputs, run
from cli.stack.first_run import (
    ensure_secrets,
    ensure_stack,
    keep_out_of_commits,
    prepare_private_folder,
    stack_document,
)
from cli.stack.lock import exclusively
from cli.stack.ports import check_ports
from cli.stack.recovery import settle, wait_for_other_run
from cli.stack.smoke import smoke_check
from infra.config.schema import PREFIX, schema
from infra.problems import ProblemsError
from machine.docker.engine import ensure_docker
from machine.engine import ensure
from machine.images import Wanted, ensure_images


@click.command(
    help="""Bring the dev stack up, from nothing if need be.

    \b
    Examples:
      ./herm up
      ./herm up --config herm:hasuraPort=9080
    """
)
@click.option(
    "--config", "-c", "changes", multiple=True, metavar="KEY=VALUE", help="A plain setting to store first."
)
@click.option("--json", "as_json", is_flag=True, help="Print the stack's outputs as JSON at the end.")
def up(changes: tuple[str, ...], as_json: bool) -> None:
    """Run every step under the clone's lock and print the closing page."""
    pairs = _parse(changes)
    with exclusively("up"):
        _up(pairs)
    if as_json:
        click.echo(json.dumps(outputs(DEV)))


def _choose_images(report: Progress) -> None:
    """Have both images here; where the official ones cannot be had, the stack's file names the built ones."""
    settings = stack_document(DEV).get("config") or {}
    wanted = {
        name: str(settings.get(PREFIX + name, schema()[name].default))
        for name in ("hasuraImage", "postgresImage")
    }
    chosen = ensure_images(Wanted(wanted["hasuraImage"], wanted["postgresImage"]), report)
    for name, image in (("hasuraImage", chosen.hasura), ("postgresImage", chosen.postgres)):
        if image != wanted[name]:
            run("config", "set", PREFIX + name, image, "--stack", DEV)


def _parse(changes: tuple[str, ...]) -> dict[str, str]:
    """The settings given as KEY=VALUE, before anything is stored."""
    pairs = dict(change.partition("=")[::2] for change in changes)
    for name, value in pairs.items():
        key = schema().get(name.removeprefix(PREFIX))
        if key is None:
            raise click.UsageError(f"{name} is not a setting of herm; Pulumi.yaml lists those that exist")
        if key.secret:
            raise click.UsageError(
                f"{name} is a secret, and arguments are visible to others; "
                f"use: pulumi config set --secret {PREFIX}{key.name} --stack {DEV}"
            )
        if not value:
            raise click.UsageError(f"{name} has no value; give it like {PREFIX}{key.name}={key.default}")
    return pairs


def _up(changes: dict[str, str]) -> None:
    stack_document(DEV)
    with step("Pulumi's engine and plugins") as report:
        tools = ensure(report)
        report(f"{tools.version}, {tools.origin}")
    with step("Docker") as report:
        docker = ensure_docker(report)
        report(docker.version)
    with step("Stack dev and its secrets") as report:
        prepare_private_folder(DEV, report)
        keep_out_of_commits(DEV)
        wait_for_other_run(DEV, report)
        ensure_stack(DEV, report)
        ensure_secrets(DEV, report)
        for name, value in changes.items():
            run("config", "set", name, value, "--stack", DEV)
    with step("Container images") as report:
        _choose_images(report)
    settings = local_settings(DEV)
    names = (f"{settings.docker.name}-postgres", f"{settings.docker.name}-hasura")
    with step("Containers") as report:
        settle(DEV, settings.docker.name, report)
        ports = {"hasuraPort": settings.docker.hasura_port, "postgresPort": settings.docker.postgres_port}
        check_ports(DEV, ports, names)
        start_stopped(names, report)
        try:
            deploy("up", DEV, report)
        except ProblemsError as error:
            raise ProblemsError([*error.problems, *sick_containers(names)]) from None
    with step("Smoke check") as report:
        report(smoke_check(settings, report))
    error_console().print(closing_page(settings))

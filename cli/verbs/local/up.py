"""`./herm up`: from a clone to a healthy API; every step is skipped when its work is done."""

from __future__ import annotations

import json

import click
from rich.text import Text

from cli.console import Progress, error_console, step
from cli.docker.containers import start_stopped
from cli.docker.diagnosis import sick_containers, watch
from cli.docker.ports import check_ports
from cli.paths import DEV
from cli.stack.changes import change
from cli.stack.clone import clone_engine
from cli.stack.engine import Engine
from cli.stack.first_run import ensure_secrets, ensure_stack, keep_out_of_commits, prepare_private_folder
from cli.stack.health import check_local
from cli.stack.lock import exclusively
from cli.stack.recovery import settle, wait_for_other_run
from cli.stack.settings import plain, settings, stack_document, value_of
from infra.config.schema import PREFIX, schema
from infra.config.settings import Settings
from infra.problems import ProblemsError
from machine.docker.engine import ensure_docker
from machine.engine import ensure
from machine.images import Wanted, ensure_images

EXAMPLES = """\b
Examples:
  ./herm up
  ./herm up --config herm:hasuraPort=9080
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--config", "-c", "changes", multiple=True, metavar="KEY=VALUE", help="A plain setting to store first."
)
@click.option("--json", "as_json", is_flag=True, help="Print the stack's outputs as JSON at the end.")
def up(changes: tuple[str, ...], as_json: bool) -> None:
    """Bring the dev stack up, from nothing if need be."""
    pairs = _parse(changes)
    with exclusively("up"):
        _up(pairs)
    if as_json:
        click.echo(json.dumps(clone_engine(DEV).outputs(DEV)))


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
    engine = clone_engine(DEV)
    with step("Stack dev and its secrets") as report:
        prepare_private_folder(DEV, report)
        keep_out_of_commits(DEV)
        wait_for_other_run(engine, DEV, report)
        ensure_stack(engine, DEV, report)
        ensure_secrets(engine, DEV, report)
        for name, value in changes.items():
            engine.run("config", "set", name, value, "--stack", DEV)
    with step("Container images") as report:
        _choose_images(engine, report)
    found = settings(DEV)
    with step("Containers") as report:
        _converge(engine, found, report)
    with step("Smoke check") as report:
        report(check_local(found, report, watch(_names(found))))
    error_console().print(_closing_page(found))


def _choose_images(engine: Engine, report: Progress) -> None:
    """Have both images here; where the official ones cannot be had, the stack's file names the built ones."""
    wanted = {name: value_of(plain(DEV), name) for name in ("hasuraImage", "postgresImage")}
    chosen = ensure_images(Wanted(wanted["hasuraImage"], wanted["postgresImage"]), report)
    for name, image in (("hasuraImage", chosen.hasura), ("postgresImage", chosen.postgres)):
        if image != wanted[name]:
            engine.run("config", "set", PREFIX + name, image, "--stack", DEV)


def _names(found: Settings) -> tuple[str, str]:
    return f"{found.docker.name}-postgres", f"{found.docker.name}-hasura"


def _converge(engine: Engine, found: Settings, report: Progress) -> None:
    names = _names(found)
    settle(engine, DEV, found.docker.name, report)
    ports = {"hasuraPort": found.docker.hasura_port, "postgresPort": found.docker.postgres_port}
    check_ports(DEV, ports, names)
    start_stopped(names, report)
    try:
        change(engine, "up", DEV, report, watch(names, only_new=True))
    except ProblemsError as error:
        told = {problem.where for problem in error.problems}
        more = [problem for problem in sick_containers(names) if problem.where not in told]
        raise ProblemsError([*error.problems, *more]) from None


def _closing_page(found: Settings) -> Text:
    """Ten lines for a developer who has never seen herm."""
    url, name = found.own_origin, found.docker.name
    engine = (
        ("stand-in engine", "yellow", ": Hasura's image could not be pulled; it answers logins, not queries")
        if found.engine == "stand-in"
        else ("Hasura GraphQL Engine", "", "")
    )
    return Text.assemble(
        "\n",
        ("The API is up", "bold"),
        "   ",
        engine[:2],
        engine[2],
        f"""
  GraphQL        {url}/v1/graphql
  Console        {url}/console
  Admin secret   eval "$(./herm shell)"; pulumi config get herm:adminSecret --stack {found.stack}
  A token        ./herm token mint --stack {found.stack} --role user --claim x-hasura-user-id=1
  What runs      ./herm status          logs: docker logs -f {name}-hasura
  Change it      eval "$(./herm shell)"; pulumi config set herm:NAME VALUE --stack {found.stack}; ./herm up
  Stop           ./herm down            (the data stays; --volumes deletes it)
  Secrets        Pulumi.{found.stack}.yaml, encrypted with .herm/passphrase; both stay on this machine""",
    )

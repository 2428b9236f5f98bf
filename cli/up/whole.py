"""The whole way of `./herm up`: every step is gone, and skipped by itself when its work is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cli.console import error_console, step
from cli.docker.containers import start_stopped
from cli.docker.diagnosis import sick_containers, watch
from cli.docker.ports import check_ports
from cli.health.check import check_local
from cli.project.local import bring
from cli.project.locate import project_folder
from cli.stack import settings_copy
from cli.stack.changes import change
from cli.stack.clone import clone_engine
from cli.stack.engine import Engine
from cli.stack.first_run import (
    check_passphrase,
    ensure_secrets,
    ensure_stack,
    make_stack_file,
    prepare_private_folder,
)
from cli.stack.lock import exclusively
from cli.stack.new_secrets import forget_secrets
from cli.stack.recovery import heal_state, settle, wait_for_other_run
from cli.stack.settings import settings, stack_document
from cli.up.given import stored
from cli.up.images import IMAGES, choose_images, images_meanwhile
from cli.up.inputs import Files
from cli.up.record import forget
from cli.up.remember import look, remember
from cli.up.sample import make_sample
from infra.config.settings import Settings
from infra.problems import ProblemsError
from machine.docker.engine import ensure_docker
from machine.engine import ensure
from machine.report import Report


@dataclass(frozen=True)
class Asked:
    """What a run is asked for beside the settings.

    Attributes:
        new_secrets: Whether the stack's secrets are forgotten first.
        project: Whether the Hasura project is applied at the end, where there is one.
        seeds: Whether its seeds are run too.
        sample: Whether the sample is made at the end.
    """

    new_secrets: bool = False
    project: bool = True
    seeds: bool = False
    sample: bool = False


def bring_up(stack: str, changes: Mapping[str, str], began: Files, asked: Asked) -> Settings:
    """Go the whole way, and remember what was seen when it has succeeded.

    Args:
        stack: The stack's name.
        changes: Settings to store, by name.
        began: The clone's own files as they were before this code was loaded.
        asked: What else the user has asked for.

    Raises:
        ProblemsError: With everything that a person has to fix.
    """
    with exclusively("up"):
        forget(stack)
        settings_copy.put_back(stack, error_console().print)
        stack_document(stack)
        # Before what may take minutes: a machine that cannot have it learns so at once.
        with step("Docker") as report:
            docker = ensure_docker(report)
            report(docker.version)
        with step("Pulumi's engine and plugins") as report:
            tools = ensure(report, meanwhile=lambda: images_meanwhile(stack, changes))
            report(f"{tools.version}, {tools.origin}")
        with step(f"Stack {stack} and its secrets") as report:
            engine, healed = _prepare(stack, asked.new_secrets, report)
        with stored(engine, stack, changes):
            with step(IMAGES) as report:
                choose_images(engine, stack, report)
            seen = look(stack, began, engine, tools)
            found = settings(stack)
            with step("Containers") as report:
                settle(engine, stack, found.docker.name, report, healed=healed)
                _converge(engine, found, report)
            with step("Smoke check") as report:
                report(check_local(found, report, watch(_names(found))))
        settings_copy.keep(stack)
        if asked.project:
            bring(found, seeds=asked.seeds)
        if asked.sample:
            with step("Sample") as report:
                make_sample(found, report)
        if asked.project or project_folder(found.project) is None:
            remember(seen, found)
    return found


def _prepare(stack: str, new_secrets: bool, report: Report) -> tuple[Engine, bool]:
    """The engine, with the stack and its secrets there; and whether the stack's state had to be healed."""
    if new_secrets:
        forget_secrets(clone_engine(stack), stack, report)
    check_passphrase(stack)
    prepare_private_folder(report)
    make_stack_file(stack, report)
    engine = clone_engine(stack)
    wait_for_other_run(engine, stack, report)
    healed = heal_state(engine, stack, report)
    ensure_stack(engine, stack, report)
    ensure_secrets(engine, stack, report)
    return engine, healed


def _names(found: Settings) -> tuple[str, str]:
    return f"{found.docker.name}-postgres", f"{found.docker.name}-hasura"


def _converge(engine: Engine, found: Settings, report: Report) -> None:
    """Run `pulumi up`; when that fails, a container that is not well tells why."""
    names = _names(found)
    ports = {"hasuraPort": found.docker.hasura_port, "postgresPort": found.docker.postgres_port}
    check_ports(found.stack, ports, names)
    start_stopped(names, report)
    try:
        change(engine, "up", found.stack, report, watch(names, only_new=True))
    except ProblemsError as error:
        told = {problem.where for problem in error.problems}
        more = [problem for problem in sick_containers(names) if problem.where not in told]
        raise ProblemsError([*error.problems, *more]) from None

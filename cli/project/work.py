"""Everything that is to be known before a project is applied to a stack: read, judged and compared, once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.health.check import client
from cli.project.api import Api, ApiError
from cli.project.locate import needed_folder
from cli.project.present import Present, look
from cli.stack.settings import settings
from delivery.checks import check_project
from delivery.folder.project import Project, read_project
from delivery.plan import Plan, make_plan, unavailable
from delivery.sql.refusals import Script, read_script
from infra.config.commands import set_command
from infra.config.settings import Settings
from infra.contract import environment
from infra.problems import Problem, ProblemsError, fail

_SECONDS = 10.0


@dataclass(frozen=True)
class Work:
    """A project beside a stack.

    Attributes:
        scripts: The migrations that are due, read and found fit to be sent, with their databases.
        moments: What waits or fails for a moment while the plan is carried out.
    """

    api: Api
    project: Project
    present: Present
    plan: Plan
    scripts: tuple[tuple[str, Script], ...]
    moments: tuple[str, ...]


@contextmanager
def opened(stack: str) -> Iterator[tuple[Settings, Api]]:
    """A stack's settings and its API.

    Raises:
        ProblemsError: The stack's configuration is wrong or its secrets cannot be read here.
    """
    found = settings(stack)
    with api_of(found) as api:
        yield found, api


@contextmanager
def api_of(found: Settings) -> Iterator[Api]:
    """The API of a stack with these settings.

    Raises:
        ProblemsError: Hasura refuses something, and nobody has better words for it.
    """
    with client(found.own_origin, _SECONDS) as http:
        try:
            yield Api(http, found.admin_secret, found.stack)
        except ApiError as error:
            remedy = f"./herm project status --stack {found.stack}"
            raise fail(f"stack {found.stack}", f"refuses what was asked: {error}", remedy) from None


def prepare(found: Settings, api: Api) -> Work:
    """Read the stack's project, judge it, ask the stack what it has, and compare.

    Raises:
        ProblemsError: With everything that is wrong in the project; nothing was sent.
    """
    return compare(read_checked(found, needed_folder(found.stack, found.project)), api)


def read_checked(found: Settings, folder: Path) -> Project:
    """Read a project, and judge it for a stack.

    Raises:
        ProblemsError: With everything that is wrong in it.
    """
    project = read_project(folder)
    names = {variable.name for variable in environment(found)}
    problems = list(check_project(project, found.stack, names, lambda name: _set(found.stack, name)))
    if problems:
        raise ProblemsError(problems)
    return project


def compare(project: Project, api: Api) -> Work:
    """Compare a project that is in order with what a stack has.

    Raises:
        ProblemsError: A migration that is due cannot be applied whole or not at all.
    """
    present = look(api)
    plan = make_plan(project, present.state, present.metadata)
    scripts: list[tuple[str, Script]] = []
    problems: list[Problem] = []
    for database, migration in plan.due:
        try:
            scripts.append((database, read_script(migration)))
        except ProblemsError as error:
            problems.extend(error.problems)
    if problems:
        raise ProblemsError(problems)
    return Work(api, project, present, plan, tuple(scripts), tuple(unavailable(plan, scripts)))


def _set(stack: str, name: str) -> str:
    """An address or a key, most times: kept as a secret."""
    return set_command(stack, f"secretEnvironment.{name}")

"""The steps of an import on a stack: judged as a whole, then stored, all or none."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from cli.moving.source import Source
from cli.moving.step import Raw, Step, allowed_names, changed, new_names
from cli.paths import stack_file
from cli.private_file import write_private
from cli.stack.engine import Engine
from infra.config.schema import PREFIX
from infra.config.settings import parse
from infra.contract import environment
from infra.preflight import check_startup
from infra.problems import Problem, ProblemsError


def check(stack: str, raw: Raw, source: Source, steps: Sequence[Step]) -> None:
    """Refuse what herm or Hasura would not start with.

    Raises:
        ProblemsError: With every problem, each by the name that it has in the compose file.
    """
    try:
        check_startup(stack, environment(parse(stack, changed(raw, steps))))
    except ProblemsError as error:
        raise ProblemsError(_named(problem, source, steps) for problem in error.problems) from None


def store(engine: Engine, stack: str, raw: Raw, steps: Sequence[Step]) -> None:
    """Store the values; a run that fails or is interrupted leaves the stack's file as it was."""
    file = stack_file(stack)
    before = file.read_text(encoding="utf-8")
    first = len(allowed_names(raw))
    try:
        for step in steps:
            if step.path:
                engine.set_value(stack, step.path, step.value, secret=step.secret)
        for index, name in enumerate(new_names(raw, steps)):
            engine.set_value(stack, f"otherVariables[{first + index}]", name, secret=False)
    except BaseException:
        write_private(file, before)
        raise


def _named(problem: Problem, source: Source, steps: Sequence[Step]) -> Problem:
    """A problem of a setting as one of the name in the compose file that goes there."""
    path = problem.where.removeprefix(PREFIX)
    name = next((step.name for step in steps if step.path == path), None)
    again = f"./herm import compose {shlex.quote(str(source.file))} --leave {name or 'NAME'}"
    if name is None:
        return Problem(problem.where, problem.reason, f"{problem.remedy}\nor leave it out: {again}")
    where = f"{source.file} services.{source.service} {name}"
    return Problem(where, problem.reason, f"correct it, or leave it out: {again}")

"""The settings given with `./herm up --config`: judged before they are stored, kept where all succeeds."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import click

from cli.paths import DEV, stack_file
from cli.private_file import write_private
from cli.stack.engine import Engine
from cli.stack.settings import judge
from infra.config.commands import remove_command, set_command
from infra.config.schema import PREFIX, schema
from infra.problems import ProblemsError

_VALUE = "VALUE"


def parse_given(stack: str, changes: tuple[str, ...]) -> dict[str, str]:
    """The settings given as KEY=VALUE, by their names.

    Raises:
        click.UsageError: One of them cannot be stored in this way.
    """
    pairs = {}
    for given, equals, value in (each.partition("=") for each in changes):
        name = given.removeprefix(PREFIX)
        key = schema().get(name)
        if key is None:
            near = difflib.get_close_matches(name, schema(), n=1)
            hint = f"did you mean {PREFIX}{near[0]}?" if near else "Pulumi.yaml lists those that exist"
            raise click.UsageError(f"{given} is not a setting of herm; {hint}")
        if key.secret:
            raise click.UsageError(
                f"{given} is a secret, and arguments are visible to others; use: {set_command(stack, name)}"
            )
        if key.type in ("object", "array"):
            path = f"{name}.NAME" if key.type == "object" else f"{name}[0]"
            raise click.UsageError(f"{given} has entries; set one: {set_command(stack, path)}")
        if not equals or not value:
            raise click.UsageError(f"{given} has no value; give it like {PREFIX}{name}={key.default}")
        pairs[name] = value
    return pairs


@contextmanager
def stored(engine: Engine, stack: str, changes: Mapping[str, str]) -> Iterator[None]:
    """Store settings once they are judged good; a run that fails leaves the stack's file as it was."""
    before = stack_file(stack).read_text(encoding="utf-8")
    try:
        if changes:
            judge(stack, changes)
        for name, value in changes.items():
            engine.run("config", "set", "--stack", stack, "--", PREFIX + name, value)
        yield
    except BaseException as error:
        if changes:
            write_private(stack_file(stack), before)
        if isinstance(error, ProblemsError):
            raise not_stored(stack, changes, error) from None
        raise


def not_stored(stack: str, given: Mapping[str, str], error: ProblemsError) -> ProblemsError:
    """The same problems of settings that were given and not stored: one command gives what mends them all."""
    removals = {remove_command(stack, name): name for name in given}
    values = {name: _value_set(stack, name) for name in given}
    remedies = [problem.remedy for problem in error.problems]
    mended = {name: value for name, value in given.items() if remove_command(stack, name) not in remedies}
    for name in mended:
        for found in filter(None, map(values[name].search, remedies)):
            mended[name] = shlex.split(found[1])[0]
    again = up_command(stack, mended)

    def told(remedy: str) -> str:
        if remedy in removals:
            return f"leave --config {PREFIX}{removals[remedy]} out: it was not stored"
        for value in values.values():
            remedy = value.sub(lambda _: again, remedy)
        return remedy

    return ProblemsError(replace(problem, remedy=told(problem.remedy)) for problem in error.problems)


def _value_set(stack: str, name: str) -> re.Pattern[str]:
    """The command that sets a setting, wherever it is in a remedy; its group is the quoted value."""
    before, after = map(re.escape, set_command(stack, name, _VALUE).split(_VALUE))
    return re.compile(f"{before}('[^']*'|[^\\s']+){after}")


def up_command(stack: str, given: Mapping[str, str]) -> str:
    """The `./herm up` that stores these settings, as a person types it."""
    which = [] if stack == DEV else ["--stack", stack]
    pairs = [part for name, value in given.items() for part in ("--config", f"{PREFIX}{name}={value}")]
    return shlex.join(["./herm", "up", *which, *pairs])

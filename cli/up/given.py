"""The settings given with `./herm up --config`, judged as words before anything is stored."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace

import click

from cli.stack.settings import judge
from infra.config.commands import remove_command, set_command
from infra.config.schema import PREFIX, schema
from infra.problems import ProblemsError


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


def judge_given(stack: str, given: Mapping[str, str]) -> None:
    """Refuse settings with which the stack could not run.

    Raises:
        ProblemsError: With every problem of the configuration that would result.
    """
    try:
        judge(stack, given)
    except ProblemsError as error:
        raise not_stored(stack, given, error) from None


def not_stored(stack: str, names: Iterable[str], error: ProblemsError) -> ProblemsError:
    """The same problems, where settings were given and not stored: there is nothing to remove of those."""
    instead = {
        remove_command(stack, name): f"leave --config {PREFIX}{name} out: it was not stored" for name in names
    }
    return ProblemsError(replace(one, remedy=instead.get(one.remedy, one.remedy)) for one in error.problems)

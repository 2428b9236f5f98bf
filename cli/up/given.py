"""The settings given with `./herm up --config`, judged as words before anything is stored."""

from __future__ import annotations

import difflib

import click

from infra.config.commands import set_command
from infra.config.schema import PREFIX, schema


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

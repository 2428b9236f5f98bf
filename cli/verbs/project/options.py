"""Options and the question that the verbs of a project share."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from cli.paths import DEV
from infra.problems import fail

STACK = click.option("--stack", default=DEV, show_default=True, help="The stack's name.")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
YES = click.option("--yes", is_flag=True, help="Do not ask, on a stack other than dev.")


def agreed(stack: str, lines: Iterable[str], unasked: str, *, yes: bool) -> None:
    """Show what would change, for the log too where nobody is asked, and have a person agree to it.

    Args:
        stack: The stack's name.
        lines: What would change.
        unasked: The command that does it without a question.
        yes: Whether it is agreed already.

    Raises:
        ProblemsError: Nobody is there to answer.
        click.Abort: The person does not agree.
    """
    for line in lines:
        click.echo(line, err=True)
    if yes:
        return
    if not sys.stdin.isatty():
        raise fail(f"stack {stack}", "is asked before it is changed, and nobody is there to answer", unasked)
    click.confirm(f"Apply this to stack {stack}?", abort=True, err=True)

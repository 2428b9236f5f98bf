"""`./herm project restore`: the metadata that the last apply replaced, put back."""

from __future__ import annotations

import click

from cli.console import error_console
from cli.paths import DEV
from cli.project.kept import keep, kept
from cli.project.page import metadata_lines
from cli.project.present import look
from cli.project.steps.exchange import Exchange
from cli.project.work import opened
from cli.verbs.project.options import STACK, YES, agreed
from delivery.metadata.difference import difference

EXAMPLES = """\b
Examples:
  ./herm project restore
  ./herm project restore --stack prod --yes
"""


@click.command(epilog=EXAMPLES)
@STACK
@YES
def restore(stack: str, yes: bool) -> None:
    """Put the metadata back that the last apply from this clone replaced; the same again undoes it.

    Migrations stay. Metadata that they do not suit any more is refused, and nothing is changed.
    """
    with opened(stack) as (_, api):
        former = kept(stack)
        present = look(api)
        changes = difference(present.metadata, former)
        if changes and stack != DEV:
            unasked = f"./herm project restore --stack {stack} --yes"
            agreed(stack, metadata_lines(changes), unasked, yes=yes)
        if changes:
            exchange = Exchange(api, present.metadata)
            exchange.replace(former)
            keep(stack, present.metadata)
            exchange.check()
    error_console().print(f"Metadata of stack {stack}: {len(changes)} put back", markup=False)

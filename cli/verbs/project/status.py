"""`./herm project status`: how a stack and the project stand to each other, in a few lines."""

from __future__ import annotations

import click

from cli.console import print_json
from cli.project.page import status_document
from cli.project.work import opened, prepare
from cli.verbs.project.options import JSON, STACK

EXAMPLES = """\b
Examples:
  ./herm project status
  ./herm project status --stack prod --json
"""


@click.command(epilog=EXAMPLES)
@STACK
@JSON
def status(stack: str, as_json: bool) -> None:
    """Tell in a few lines how a stack and the project stand to each other."""
    with opened(stack) as (found, api):
        work = prepare(found, api)
        inconsistent = api.metadata("get_inconsistent_metadata", {})["inconsistent_objects"]
    facts = status_document(work, found.own_origin, len(inconsistent))
    if as_json:
        print_json(facts)
        return
    click.echo(f"Stack       {stack}, {facts['endpoint']}")
    click.echo(f"Project     {facts['project']}")
    missing = f", {facts['notInFolder']} not in the folder" if work.plan.missing else ""
    begun = f", {facts['begun']} begun and not noted" if work.plan.begun else ""
    click.echo(f"Migrations  {facts['applied']} applied, {facts['due']} due{begun}{missing}")
    click.echo(f"Metadata    {facts['metadataChanges']} to change, {len(inconsistent)} inconsistent")

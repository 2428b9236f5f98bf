"""`./herm project status`: how a stack and the project stand to each other, in a few lines."""

from __future__ import annotations

import json

import click

from cli.project.work import opened, prepare
from cli.verbs.project.options import JSON, STACK
from delivery.folder.text import shown

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
    facts = {
        "stack": stack,
        "endpoint": found.own_origin,
        "project": shown(work.project.folder),
        "applied": sum(database.applied for database in work.plan.databases),
        "due": len(work.plan.due),
        "begun": len(work.plan.begun),
        "notInFolder": len(work.plan.missing),
        "metadataChanges": len(work.plan.metadata),
        "inconsistentObjects": len(inconsistent),
    }
    if as_json:
        click.echo(json.dumps(facts, indent=2))
        return
    click.echo(f"Stack       {stack}, {facts['endpoint']}")
    click.echo(f"Project     {facts['project']}")
    missing = f", {facts['notInFolder']} not in the folder" if work.plan.missing else ""
    begun = f", {facts['begun']} begun and not noted" if work.plan.begun else ""
    click.echo(f"Migrations  {facts['applied']} applied, {facts['due']} due{begun}{missing}")
    click.echo(f"Metadata    {facts['metadataChanges']} to change, {len(inconsistent)} inconsistent")

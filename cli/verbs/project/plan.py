"""`./herm project plan`: what applying the project would do to a stack."""

from __future__ import annotations

import click

from cli.console import print_json
from cli.project.page import plan_document, plan_lines
from cli.project.review import new_findings
from cli.project.work import opened, prepare
from cli.verbs.project.options import JSON, STACK

EXAMPLES = """\b
Examples:
  ./herm project plan
  ./herm project plan --stack prod --json
"""


@click.command(epilog=EXAMPLES)
@STACK
@JSON
def plan(stack: str, as_json: bool) -> None:
    """Show what applying the project would do to a stack.

    Nothing is changed. Migrations that are due, out of order, or applied and not in the folder; metadata by
    object and permission; what waits or fails for a moment; and what to look at in new permissions.
    """
    with opened(stack) as (found, api):
        work = prepare(found, api)
        findings = new_findings(found, work)
    if as_json:
        print_json(plan_document(stack, work.plan, work.moments, findings))
        return
    click.echo(f"Stack {stack}, {found.own_origin}")
    for line in plan_lines(work.plan, work.moments, findings):
        click.echo(line)

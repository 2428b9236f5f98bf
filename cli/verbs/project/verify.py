"""`./herm project verify`: whether a stack is what the project says."""

from __future__ import annotations

import click

from cli.console import print_json
from cli.project.api import reasons
from cli.project.page import plan_lines, verify_document
from cli.project.work import opened, prepare
from cli.verbs.project.options import JSON, STACK

EXAMPLES = """\b
Examples:
  ./herm project verify --stack prod    in CI, after the deployment
  ./herm project verify --json
"""


@click.command(epilog=EXAMPLES)
@STACK
@JSON
def verify(stack: str, as_json: bool) -> int:
    """Compare a stack with the project, changing nothing.

    Exit code 0 when every migration of the folder is applied and no other, metadata is the same, and all of
    it is consistent; 1 on a difference.
    """
    with opened(stack) as (found, api):
        work = prepare(found, api)
        answer = api.metadata("get_inconsistent_metadata", {})
    inconsistent = reasons(answer["inconsistent_objects"])
    same = work.plan.is_empty and not work.plan.missing and bool(answer["is_consistent"])
    if as_json:
        print_json(verify_document(work, same=same, inconsistent=inconsistent))
    else:
        click.echo(f"Stack {stack}: {'as the project says' if same else 'differs from the project'}")
        if not same:
            for line in (*plan_lines(work.plan, ()), *(f"Inconsistent: {reason}" for reason in inconsistent)):
                click.echo(line)
    return 0 if same else 1

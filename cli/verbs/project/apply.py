"""`./herm project apply`: migrations and metadata brought to a stack."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

import click

from cli.console import error_console
from cli.paths import DEV
from cli.project.carry import Allowed, carry_out, check_allowed
from cli.project.page import plan_lines
from cli.project.review import new_findings
from cli.project.steps.migrate import Limits
from cli.project.work import Work, opened, prepare
from cli.verbs.project.options import JSON, STACK
from infra.problems import fail

EXAMPLES = """\b
Examples:
  ./herm project apply
  ./herm project apply --seeds
  ./herm project apply --stack prod --yes
  ./herm project apply --statement-timeout 3600
"""


@click.command(epilog=EXAMPLES)
@STACK
@JSON
@click.option("--yes", is_flag=True, help="Do not ask, on a stack other than dev.")
@click.option("--seeds", is_flag=True, help="Run the seed files too; on dev only.")
@click.option(
    "--allow-missing", is_flag=True, help="Go on where the stack has migrations that the folder lacks."
)
@click.option("--allow-out-of-order", is_flag=True, help="Apply what is older than an applied migration.")
@click.option(
    "--statement-timeout",
    type=click.IntRange(0, 86400),
    default=Limits.statement,
    show_default=True,
    metavar="SECONDS",
    help="How long one statement may take; 0 is without end.",
)
@click.option(
    "--lock-timeout",
    type=click.IntRange(0, 86400),
    default=Limits.lock,
    show_default=True,
    metavar="SECONDS",
    help="How long a statement may wait for a lock on a table; 0 is without end.",
)
def apply(  # noqa: PLR0913, PLR0917 - one parameter for each option
    stack: str,
    as_json: bool,
    yes: bool,
    seeds: bool,
    allow_missing: bool,
    allow_out_of_order: bool,
    statement_timeout: int,
    lock_timeout: int,
) -> None:
    """Bring migrations and metadata to a stack: each migration whole or not at all, metadata strictly.

    Another apply waits, or finds the work done. Whatever stops this one, the same command goes on.
    """
    if seeds and stack != DEV:
        raise click.UsageError("--seeds is for stack dev: seeds are made-up data")
    with opened(stack) as (found, api):
        work = prepare(found, api)
        check_allowed(work, Allowed.on(stack, missing=allow_missing, late=allow_out_of_order))
        error_console().print(f"Stack {stack}, {found.own_origin}", markup=False)
        if stack != DEV and not yes and not work.plan.is_empty:
            _ask(work, new_findings(found, work))
        done = carry_out(work, Limits(statement_timeout, lock_timeout), seeds=seeds)
    if as_json:
        click.echo(json.dumps(asdict(done), indent=2, ensure_ascii=False))


def _ask(work: Work, findings: Sequence[str]) -> None:
    """Show the plan, and have a person agree to it."""
    stack = work.api.stack
    for line in plan_lines(work.plan, work.moments, findings):
        click.echo(line, err=True)
    if not sys.stdin.isatty():
        reason = "is asked before it is changed, and nobody is there to answer"
        raise fail(f"stack {stack}", reason, f"./herm project apply --stack {stack} --yes")
    click.confirm(f"Apply this to stack {stack}?", abort=True, err=True)

"""`./herm project apply`: migrations and metadata brought to a stack."""

from __future__ import annotations

from dataclasses import asdict

import click

from cli.console import error_console, print_json
from cli.paths import DEV
from cli.project.carry import Allowed, carry_out, check_allowed
from cli.project.page import plan_lines
from cli.project.review import new_findings
from cli.project.steps.migrate import Limits
from cli.project.work import opened, prepare
from cli.verbs.project.options import JSON, STACK, YES, agreed

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
@YES
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
        if stack != DEV and not work.plan.is_empty:
            lines = plan_lines(work.plan, work.moments, new_findings(found, work))
            agreed(stack, lines, f"./herm project apply --stack {stack} --yes", yes=yes)
        done = carry_out(work, Limits(statement_timeout, lock_timeout), seeds=seeds)
    if as_json:
        print_json({"stack": stack, **asdict(done)})

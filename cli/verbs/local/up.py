"""`./herm up`: from a clone to a healthy API; nothing is done where nothing is to be done."""

from __future__ import annotations

import click

from cli.console import error_console, print_json
from cli.paths import DEV
from cli.up.inputs import program
from cli.up.page import closing_page
from cli.up.record import last_run
from cli.verbs.local.options import STACK

EXAMPLES = """\b
Examples:
  ./herm up
  ./herm up --full                       look at everything, also where nothing changed
  ./herm up --config herm:hasuraPort=9080
  ./herm up --stack alice                a second stack, with its own data and port
  ./herm up --no-project                 the server alone, without your Hasura project
  ./herm up --sample                     two tables to try queries on, where there is no project yet
  ./herm up --new-secrets                where the passphrase is lost; the data stays
"""


@click.command(epilog=EXAMPLES)
@STACK
@click.option(
    "--config", "-c", "changes", multiple=True, metavar="KEY=VALUE", help="A plain setting to store."
)
@click.option("--new-secrets", is_flag=True, help="Forget the stack's secrets, and make new ones.")
@click.option("--full", is_flag=True, help="Go the whole way, whatever the last run left.")
@click.option("--no-project", is_flag=True, help="Leave the Hasura project as it is on the stack.")
@click.option("--seeds", is_flag=True, help="Run the project's seeds too; on dev only.")
@click.option("--sample", is_flag=True, help="Have two tables with rows and permissions, to try queries on.")
@click.option("--json", "as_json", is_flag=True, help="Print the stack's outputs as JSON at the end.")
def up(  # noqa: PLR0913, PLR0917 - one parameter for each option
    stack: str,
    changes: tuple[str, ...],
    new_secrets: bool,
    full: bool,
    no_project: bool,
    seeds: bool,
    sample: bool,
    as_json: bool,
) -> None:
    """Bring a local stack up, from nothing if need be.

    Whatever is missing is made: engine, Docker, secrets, images, containers; and your Hasura project is
    applied, where there is one. A setting given with --config is kept when the run succeeds. Where nothing
    changed since the last run, and Docker shows its containers running and healthy, there is nothing to do.
    """
    if seeds and (no_project or stack != DEV):
        raise click.UsageError("--seeds goes with the project of stack dev: seeds are made-up data")
    began = program()
    last = None if changes or new_secrets or full or seeds or sample else last_run(stack)
    if last and last.still_holds(began):
        which = "" if stack == DEV else f" --stack {stack}"
        error_console().print(
            "[green]+[/] Nothing to do: everything is as the last run left it, running and healthy"
            f" [dim](./herm up --full{which} looks at each step)[/]"
        )
        url, engine = last.url, last.engine
    else:
        from cli.up.given import parse_given  # noqa: PLC0415 - half a second of modules for the whole way
        from cli.up.whole import Asked, bring_up  # noqa: PLC0415 - likewise
        from cli.verbs.local.stacks import check_local_stack  # noqa: PLC0415 - likewise

        pairs = parse_given(stack, changes)
        check_local_stack(stack, new=True)
        asked = Asked(new_secrets, not no_project, seeds, sample)
        found = bring_up(stack, pairs, began, asked)
        url, engine = found.own_origin, found.engine
    error_console().print(closing_page(stack, url, engine))
    if as_json:
        from cli.stack.clone import clone_engine  # noqa: PLC0415 - likewise

        print_json(clone_engine(stack).outputs(stack))

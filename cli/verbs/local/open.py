"""`./herm open`: where a local stack's console is, and the secret that it asks for."""

from __future__ import annotations

import sys
import webbrowser

import click

from cli.console import error_console
from cli.paths import DEV
from cli.stack.settings import plain, settings, value_of
from cli.verbs.local.options import STACK
from cli.verbs.local.stacks import check_local_stack, own_container

EXAMPLES = """\b
Examples:
  ./herm open                      the console, in a browser where there is one
  ./herm open --secret             the admin secret, alone on standard output
  ./herm open --secret | pbcopy
  hasura console --endpoint "$(./herm open --print)" --admin-secret "$(./herm open --secret)"
"""


@click.command("open", epilog=EXAMPLES)
@STACK
@click.option("--secret", is_flag=True, help="Print the admin secret instead; whoever has it is admin.")
@click.option("--print", "only_print", is_flag=True, help="Print the API's address, and open nothing.")
def open_console(stack: str, secret: bool, only_print: bool) -> None:
    """Open the console of a local stack, and say how to get the admin secret that it asks for."""
    if secret and only_print:
        raise click.UsageError("Give --secret or --print, not both.")
    check_local_stack(stack)
    if secret:
        click.echo(settings(stack).admin_secret.reveal())
        return
    url = f"http://localhost:{value_of(plain(stack), 'hasuraPort')}"
    if only_print:
        click.echo(url)
        return
    own_container(stack, "hasura", running=True)  # a console that nobody serves is no answer
    click.echo(f"{url}/console")
    if sys.stdout.isatty():
        webbrowser.open(f"{url}/console")
    which = "" if stack == DEV else f" --stack {stack}"
    error_console().print(f"it asks for the admin secret: ./herm open --secret{which}")

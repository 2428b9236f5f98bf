"""`./herm jwt`: check a JWT secret before Hasura does."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click
from rich.markup import escape

from cli.console import error_console
from cli.tokens.environment import Environment, of_secret, of_stack, read_text
from cli.tokens.report import as_json, print_warnings
from hasura import model
from hasura.explain.startup_words import explain_startup
from hasura.explain.warnings import warnings as warnings_of
from hasura.start.startup import start
from hasura.variables import JWT_SECRET

MAX_CHARACTERS = 1_000_000
EXAMPLES = """\b
Examples:
  ./herm jwt check --stack prod
  ./herm jwt check jwt-secret.json
  ./herm jwt-config --hs256 | ./herm jwt check
"""


@click.group()
def jwt() -> None:
    """Check a JWT secret before Hasura does."""


@jwt.command(epilog=EXAMPLES)
@click.argument("file", default="-")
@click.option("--stack", help="The stack whose JWT secret is checked.")
@click.option("--json", "machine", is_flag=True, help="Print the verdict as one JSON object.")
@click.pass_context
def check(context: click.Context, file: str, stack: str | None, machine: bool) -> None:
    """Say whether Hasura starts with a JWT secret, and what users would regret.

    FILE holds the secret's JSON; without it the secret is read from standard input. Exit code 0: Hasura
    starts, whatever the warnings; 1: it does not.
    """
    if stack is not None and file != "-":
        raise click.UsageError("Give a file or --stack, not both.")
    environment = of_stack(stack) if stack is not None else of_secret(_text(file))
    text = environment[JWT_SECRET]
    error = _startup_error(environment)
    warnings = warnings_of(text, environment, time.time())
    if machine:
        _print_document(error, warnings)
    else:
        _print_verdict(error, warnings)
    context.exit(0 if error is None else 1)


def _text(file: str) -> str:
    if file != "-":
        return _whole(read_text(Path(file)))
    if sys.stdin.isatty():
        return str(click.prompt("JWT secret", hide_input=True, err=True))
    return _whole(sys.stdin.read(MAX_CHARACTERS + 1))


def _whole(text: str) -> str:
    """The text, unless it is longer than any secret."""
    if len(text) > MAX_CHARACTERS:
        raise click.UsageError(f"The secret has more than {MAX_CHARACTERS:,} characters.")
    return text


def _startup_error(environment: Environment) -> str | None:
    try:
        start(environment)
    except model.StartupError as error:
        return str(error)
    return None


def _print_document(error: str | None, warnings: tuple[model.Warning, ...]) -> None:
    explanation, remedy = (None, None) if error is None else explain_startup(error)
    document = {
        "starts": error is None,
        "startup_error": error,
        "explanation": explanation,
        "remedy": remedy,
        "warnings": as_json(warnings),
    }
    click.echo(json.dumps(document, indent=2))


def _print_verdict(error: str | None, warnings: tuple[model.Warning, ...]) -> None:
    console = error_console()
    if error is None:
        console.print("[bold green]Hasura starts[/] with this JWT secret.")
    else:
        explanation, remedy = explain_startup(error)
        console.print(f"[bold red]Hasura does not start[/]: {escape(error)}")
        console.print(explanation, markup=False)
        for line in remedy.splitlines():
            console.print(f"    {line}", markup=False)
    print_warnings(warnings)

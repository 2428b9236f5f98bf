"""`./herm jwt`: check a JWT secret before Hasura does."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import click

from cli.console import error_console, print_json
from cli.tokens.environment import Environment, of_file, of_secret
from cli.tokens.options import environment_of
from cli.tokens.startup.first_fetch import first_fetch
from cli.tokens.startup.verdict import Verdict, judge
from hasura.repair.examine import examine
from hasura.start.startup import is_enterprise, jwt_secret_text
from hasura.variables import JWT_SECRET, JWT_SECRETS
from infra.config.commands import set_command
from infra.problems import fail

MAX_CHARACTERS = 1_000_000
EXAMPLES = """\b
Examples:
  ./herm jwt check --stack prod
  ./herm jwt check jwt-secret.json --fix >fixed.json
  ./herm jwt check docker-compose.yml
  ./herm jwt check --env-file .env --fetch
  ./herm jwt-config --hs256 | ./herm jwt check
"""
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def jwt() -> None:
    """Check a JWT secret before Hasura does."""


@jwt.command(epilog=EXAMPLES)
@click.argument("file", default="-")
@click.option("--stack", help="The stack whose JWT secret is checked.")
@click.option("--env-file", type=_FILE, help="An env file, read as docker compose reads it.")
@click.option("--compose", type=_FILE, help="A compose file, or a Kubernetes manifest.")
@click.option("--fetch", is_flag=True, help="Ask the address of the keys, as Hasura does at its start.")
@click.option("--fix", is_flag=True, help="Print the secret as it was meant, alone, on standard output.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as one JSON object.")
def check(  # noqa: PLR0913, PLR0917 - click passes one argument for each option, by name
    file: str,
    stack: str | None,
    env_file: Path | None,
    compose: Path | None,
    fetch: bool,
    fix: bool,
    as_json: bool,
) -> int:
    """Say whether Hasura starts with a JWT secret, and what users would regret.

    FILE holds the secret's JSON, or is by its name an env file, a compose file or a Kubernetes manifest;
    without it the secret is read from standard input. Nothing is fetched without --fetch. Exit code 0:
    Hasura starts, whatever the warnings; 1: it does not.
    """
    if sum([file != "-", *(one is not None for one in (stack, env_file, compose))]) > 1:
        raise click.UsageError("Give one of a file, --stack, --env-file and --compose.")
    if fix and as_json:
        raise click.UsageError("--fix prints the secret alone; leave --json out.")
    environment = _environment(file, stack, env_file, compose)
    text = _secret_of(environment)
    command = _fix_command(file, stack, env_file, compose)
    if fix:
        return _fix(text, environment, lambda: judge(environment, command))
    verdict = judge(environment, command, first_fetch if fetch else None)
    if as_json:
        print_json(verdict.document)
    else:
        verdict.show()
    return 0 if verdict.error is None else 1


def _environment(file: str, stack: str | None, env_file: Path | None, compose: Path | None) -> Environment:
    named = environment_of(stack, env_file, compose, None)
    if named is not None:
        return named
    return of_secret(_typed()) if file == "-" else of_file(Path(file))


def _typed() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("JWT secret", hide_input=True, err=True))
    return sys.stdin.read(MAX_CHARACTERS + 1)


def _secret_of(environment: Environment) -> str:
    """The text of the JWT secret that counts."""
    text = jwt_secret_text(environment)
    if text is None:
        raise fail(
            JWT_SECRET, "is not set there, so that Hasura looks at no token", "./herm jwt-config --help"
        )
    if len(text) > MAX_CHARACTERS:
        raise click.UsageError(f"The secret has more than {MAX_CHARACTERS:,} characters.")
    return text


def _fix_command(file: str, stack: str | None, env_file: Path | None, compose: Path | None) -> str:
    """This command once more, with --fix; for a stack the whole way into its configuration."""
    given = {"--stack": stack, "--env-file": env_file, "--compose": compose}
    options = [str(word) for name, value in given.items() if value is not None for word in (name, value)]
    command = shlex.join(["./herm", "jwt", "check", *([] if file == "-" else [file]), *options, "--fix"])
    if stack is not None:
        return f"{command} | {set_command(stack, 'jwtSecret')}"
    return f"{command}  # and give it the same input" if file == "-" and not options else command


def _fix(text: str, environment: Environment, verdict: Callable[[], Verdict]) -> int:
    """Print the value as it was meant; on standard error what happened to it."""
    console = error_console()
    found = examine(text, several=JWT_SECRETS in environment and is_enterprise(environment))
    if found.repaired is not None:
        for accident in found.accidents:
            console.print(f"fixed: {accident.sentence}", markup=False)
        click.echo(found.repaired)
        return 0
    judged = verdict()
    if judged.error is None:
        console.print("There is nothing to fix.")
        click.echo(text.strip())
        return 0
    judged.show()
    return 1

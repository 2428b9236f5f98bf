"""`./herm token inspect`: what a token says, whether Hasura accepts it, and why not."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path

import click

from cli.console import output_console, print_json
from cli.tokens.answer import answer_document, print_answer
from cli.tokens.options import environment_of, server_options
from cli.tokens.server import start_server
from cli.tokens.view import dates, decoded, print_token
from hasura.model import Accepted, Headers

MAX_CHARACTERS = 10_000_000
EXAMPLES = """\b
Examples:
  ./herm token mint --role user | ./herm token inspect --stack dev
  ./herm token inspect --stack prod                     asks for the token, unseen
  pbpaste | ./herm token inspect --env-file .env --header 'X-Hasura-Role: editor'
  ./herm token inspect - --secret-file jwt-secret.json --json <token.txt
"""


@click.command(epilog=EXAMPLES)
@click.argument("token", default="-")
@server_options
@click.option("--header", "lines", multiple=True, metavar="'NAME: VALUE'", help="A header of the request.")
@click.option("--now", type=float, help="The time to check at, in seconds since 1970; else the present.")
@click.option("--json", "machine", is_flag=True, help="Print everything as one JSON object.")
@click.pass_context
def inspect(  # noqa: PLR0913, PLR0917 - click passes one argument for each option, by name
    context: click.Context,
    token: str,
    stack: str | None,
    env_file: Path | None,
    compose: Path | None,
    secret_file: Path | None,
    lines: tuple[str, ...],
    now: float | None,
    machine: bool,
) -> None:
    """Decode a token, check it as Hasura does, and explain the answer.

    TOKEN is read from standard input unless it is given; better not, since other users of the machine can see
    arguments. Without a JWT secret the token is only decoded. Exit code 0: accepted, 1: refused.
    """
    headers = _headers(lines)
    environment = environment_of(stack, env_file, compose, secret_file)
    server = None if environment is None else start_server(environment)
    text = _token(token)
    moment = time.time() if now is None else now
    answer = None if server is None else server.answer([*server.headers_for(text), *headers], moment)
    header, claims = decoded(text)
    if machine:
        token_part = {"header": header, "claims": claims, "dates": dates(claims, moment)}
        print_json({**token_part, **answer_document(answer)})
    else:
        console = output_console(soft_wrap=True)
        print_token(console, header, claims, moment)
        print_answer(console, answer, is_readable=claims is not None)
    good = claims is not None if answer is None else isinstance(answer[0], Accepted)
    context.exit(0 if good else 1)


def _token(argument: str) -> str:
    """The token, with what people copy along with it taken away."""
    if argument == "-" and sys.stdin.isatty():
        argument = click.prompt("Token", hide_input=True, err=True)
    text = sys.stdin.read(MAX_CHARACTERS + 1) if argument == "-" else argument
    if len(text) > MAX_CHARACTERS:
        raise click.UsageError(f"The token has more than {MAX_CHARACTERS:,} characters.")
    words = text.strip().strip("\"'").split()
    if words and words[0].lower() == "authorization:":
        words = words[1:]
    if words and words[0].lower() == "bearer":
        words = words[1:]
    if len(words) != 1:
        raise click.UsageError("Give one token, on standard input." if not words else "Give one token only.")
    return words[0]


def _headers(lines: Iterable[str]) -> Headers:
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise click.UsageError(f"{line!r} is not a header such as 'X-Hasura-Role: user'.")
        headers.append((name.strip(), value.strip()))
    return headers

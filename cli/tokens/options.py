"""The options with which the token verbs find a server's environment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.tokens.environment import Environment, of_env_file, of_secret, of_stack, of_yaml, read_text

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FILE = click.Path(dir_okay=False, path_type=Path)


def server_options(command: _Command) -> _Command:
    """Add the options that name a server's environment."""
    command = click.option("--secret-file", type=_FILE, help="A file that holds the JWT secret alone.")(
        command
    )
    command = click.option("--compose", type=_FILE, help="A compose file, or a Kubernetes manifest.")(command)
    command = click.option("--env-file", type=_FILE, help="A file with HASURA_GRAPHQL_... variables.")(
        command
    )
    return click.option("--stack", help="The stack whose JWT secret is used.")(command)


def environment_of(
    stack: str | None, env_file: Path | None, compose: Path | None, secret_file: Path | None
) -> Environment | None:
    """The environment that the options name; None when none of them is given.

    Raises:
        click.UsageError: When more than one is given.
    """
    given = [one for one in (stack, env_file, compose, secret_file) if one is not None]
    if len(given) > 1:
        raise click.UsageError("Give one of --stack, --env-file, --compose and --secret-file.")
    if stack is not None:
        return of_stack(stack)
    if env_file is not None:
        return of_env_file(env_file)
    if compose is not None:
        return of_yaml(compose)
    return None if secret_file is None else of_secret(read_text(secret_file).strip())

"""Where a Hasura reads its authentication from: a stack, an env file, or one JWT secret alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

from cli.stack.settings import revealed
from infra.config.settings import parse
from infra.contract import environment
from infra.problems import fail
from infra.secret import UNREADABLE

Environment = Mapping[str, str]

JWT_SECRET = "HASURA_GRAPHQL_JWT_SECRET"  # noqa: S105 - a variable's name
ADMIN_SECRET = "HASURA_GRAPHQL_ADMIN_SECRET"  # noqa: S105 - likewise


def of_stack(stack: str) -> Environment:
    """What Hasura gets in a stack, from the same contract as everywhere.

    Raises:
        ProblemsError: When the stack cannot be read, its settings are wrong, or it has no JWT secret.
    """
    values = revealed(stack)
    if not values.get("jwtSecret"):
        raise fail(
            "herm:jwtSecret",
            f"is not set in stack {stack}",
            f"./herm jwt-config --hs256 | pulumi config set --secret herm:jwtSecret --stack {stack}",
        )
    # The database's password plays no part in authentication, so a stack without one can be asked too.
    variables = environment(parse(stack, {"databasePassword": UNREADABLE, **values}))
    return {variable.name: variable.reveal() for variable in variables}


def of_env_file(path: Path) -> Environment:
    """The variables of an env file, read as docker compose reads it; nothing is substituted."""
    values = dotenv_values(stream=StringIO(read_text(path)), interpolate=False)
    return {name: value for name, value in values.items() if value is not None}


def of_secret(text: str) -> Environment:
    """A JWT secret alone; Hasura wants an admin secret beside it, so it gets one that nobody knows."""
    return {JWT_SECRET: text, ADMIN_SECRET: os.urandom(16).hex()}


def read_text(path: Path) -> str:
    """A text file's content.

    Raises:
        ProblemsError: When it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise fail(str(path), f"cannot be read: {error.strerror}", "Check the file's name.") from None
    except UnicodeDecodeError:
        raise fail(str(path), "is not UTF-8 text", f"file {path}") from None

"""Where a Hasura reads its authentication from: a stack, an env file, or one JWT secret alone."""

from __future__ import annotations

import os
import shlex
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from pathlib import Path

from cli.compose.document import read_yaml
from cli.compose.env_file import EnvFileError, read_env_text
from cli.compose.files import env_file_problem
from cli.stack.settings import revealed
from hasura.variables import ADMIN_SECRET, JWT_SECRET
from infra.config.commands import set_command
from infra.config.settings import parse
from infra.contract import environment
from infra.problems import ProblemsError, fail
from infra.secret import UNREADABLE

Environment = Mapping[str, str]


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
            f"./herm jwt-config --hs256 | {set_command(stack, 'jwtSecret')}",
        )
    # The database's password plays no part in authentication, so a stack without one can be asked too.
    variables = environment(parse(stack, {"databasePassword": UNREADABLE, **values}))
    return {variable.name: variable.reveal() for variable in variables}


def of_env_file(path: Path) -> Environment:
    """The variables of an env file, read as docker compose reads it.

    Raises:
        ProblemsError: When it cannot be read, or docker compose would refuse it.
    """
    try:
        return read_env_text(read_text(path), os.environ.get)
    except EnvFileError as error:
        raise env_file_problem(path, error) from None


def of_yaml(path: Path) -> Environment:
    """The variables of the Hasura in a compose file or in Kubernetes manifests.

    Raises:
        ProblemsError: When it cannot be read, or names no Hasura.
    """
    return read_yaml(path, read_text(path), os.environ)


def of_file(path: Path) -> Environment:
    """What a file says by its name: an env file, a compose file or a manifest, else a JWT secret alone.

    Raises:
        ProblemsError: When it cannot be read as what its name says.
    """
    if path.suffix in (".yml", ".yaml"):
        return of_yaml(path)
    if path.suffix == ".env" or path.name == ".env" or path.name.startswith(".env."):
        return of_env_file(path)
    return of_secret(read_text(path))


def of_secret(text: str) -> Environment:
    """A JWT secret alone; Hasura wants an admin secret beside it, so it gets one that nobody knows."""
    return {JWT_SECRET: text, ADMIN_SECRET: os.urandom(16).hex()}


def read_text(path: Path) -> str:
    """A text file's content.

    Raises:
        ProblemsError: When it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise fail(str(path), f"cannot be read: {error.strerror}", "Check the file's name.") from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8(path, content) from None


def _not_utf8(path: Path, content: bytes) -> ProblemsError:
    name = shlex.quote(str(path))
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) and len(content) > 2:
        return fail(
            str(path),
            "is not UTF-8 text but UTF-16, as PowerShell's > writes it",
            f"iconv -f UTF-16 -t UTF-8 {name} >{name}.utf8",
        )
    return fail(str(path), "is not UTF-8 text", f"file {name}")

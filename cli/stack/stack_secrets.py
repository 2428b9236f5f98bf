"""Where a Hasura reads its authentication from: a stack, an env file, or one JWT secret alone."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from hasura.variables import ADMIN_SECRET, JWT_SECRET
from infra.config.settings import parse
from infra.contract import environment
from infra.problems import fail
from infra.secret import UNREADABLE

Environment = Mapping[str, str]


_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def of_stack(stack: str) -> Environment:
    """What Hasura gets in a stack, from the same contract as everywhere.

    Raises:
        ProblemsError: When the stack cannot be read, its settings are wrong, or it has no JWT secret.
    """
    from cli.stack.engine import config  # noqa: PLC0415 - only a stack needs Pulumi and the toolchain

    settings = config(stack)
    if not settings.get("jwtSecret"):
        raise fail(
            "herm:jwtSecret",
            f"is not set in stack {stack}",
            f"./herm jwt-config --hs256 | pulumi config set --secret herm:jwtSecret --stack {stack}",
        )
    # The database's password plays no part in authentication, so a stack without one can be asked too.
    variables = environment(parse(stack, {"databasePassword": UNREADABLE, **settings}))
    return {variable.name: variable.reveal() for variable in variables}


def of_env_file(path: Path) -> Environment:
    """The variables of an env file, read as docker compose reads it.

    Values in single quotes stand as they are; in double quotes a backslash escapes; elsewhere ` #` begins a
    comment. Nothing is substituted.
    """
    assignments = (_ASSIGNMENT.fullmatch(line) for line in read_text(path).splitlines())
    return {match[1]: _unquoted(match[2].strip()) for match in assignments if match is not None}


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


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1]
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), value[1:-1])
    return re.sub(r"\s+#.*", "", value)

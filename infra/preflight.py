"""Preflight: would Hasura start with this environment? Asked before anything is created or replaced."""

from __future__ import annotations

from collections.abc import Iterable

from hasura.explain.startup_words import explain_startup
from hasura.model import StartupError
from hasura.start.startup import start
from infra.config.commands import set_command
from infra.contract import Variable
from infra.problems import fail


def check_startup(stack: str, environment: Iterable[Variable]) -> None:
    """Refuse an environment with which Hasura would end right after its start.

    Args:
        stack: The stack's name, for the commands in the remedy.
        environment: What Hasura would get.

    Raises:
        ProblemsError: With Hasura's own text, its meaning and what fixes it.
    """
    try:
        start({variable.name: variable.reveal() for variable in environment})
    except StartupError as error:
        meaning, remedy = explain_startup(str(error))
        raise fail(
            "Hasura would not start",
            f"{error}\n{meaning}",
            f"{remedy}\nThen: {set_command(stack, 'jwtSecret')}",
        ) from None

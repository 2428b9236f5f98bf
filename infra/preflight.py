"""Preflight: would Hasura start, would Azure take the change? Asked before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable

from hasura.explain.startup import explain_start
from hasura.model import StartupError
from hasura.start.startup import start
from infra.config.azure.changes import changes_refused
from infra.config.azure.deployed import Deployed
from infra.config.azure.settings import AzureSettings
from infra.config.commands import set_command
from infra.contract import Variable
from infra.problems import ProblemsError, fail


def check_startup(stack: str, environment: Iterable[Variable]) -> None:
    """Refuse an environment with which Hasura would end right after its start.

    Args:
        stack: The stack's name, for the commands in the remedy.
        environment: What Hasura would get.

    Raises:
        ProblemsError: With Hasura's own text, its meaning and what fixes it.
    """
    variables = {variable.name: variable.reveal() for variable in environment}
    try:
        start(variables)
    except StartupError as error:
        save = set_command(stack, "jwtSecret")
        why = explain_start(str(error), variables, f"./herm jwt check --stack {stack} --fix | {save}")
        told = "\n".join((why.sentence, *why.evidence))
        remedy = why.remedy if why.fixable else f"{why.remedy}\nThen: {save}"
        raise fail("Hasura would not start", told, remedy) from None


def check_changes(stack: str, deployed: Deployed, azure: AzureSettings) -> None:
    """Refuse what Azure would refuse to change, or would change in a way that only a person may decide.

    Args:
        stack: The stack's name, for the commands in the remedies.
        deployed: What there is.
        azure: What is wanted.

    Raises:
        ProblemsError: With every such change.
    """
    if problems := list(changes_refused(stack, deployed, azure)):
        raise ProblemsError(problems)

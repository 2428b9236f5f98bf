"""Preflight: would Hasura start, would Azure take the change? Asked before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hasura.model import StartupError
from hasura.start.startup import start
from hasura.variables import AUTH_HOOK
from infra.config.azure.changes import changes_refused
from infra.config.azure.deployed import Deployed
from infra.config.azure.settings import AzureSettings
from infra.config.commands import registry_command, remove_command, set_command
from infra.config.images import azure_registry
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
    variables = {variable.name: variable for variable in environment}
    revealed = {name: variable.reveal() for name, variable in variables.items()}
    try:
        start(revealed)
    except StartupError as error:
        from hasura.explain.startup import explain_start  # noqa: PLC0415 - large, and hardly ever needed

        save = _command(stack, error, variables)
        why = explain_start(str(error), revealed, f"./herm jwt check --stack {stack} --fix | {save}")
        told = "\n".join((why.sentence, *why.evidence))
        remedy = why.remedy if why.fixable else f"{why.remedy}\nThen: {save}"
        raise fail("Hasura would not start", told, remedy) from None


def _command(stack: str, error: StartupError, variables: Mapping[str, Variable]) -> str:
    """The command that changes the setting which the wrong variable comes from.

    Admin and JWT secret are always there; what cannot be combined with them is the webhook.
    """
    if wrong := variables.get(error.variable):
        return set_command(stack, wrong.setting)
    return remove_command(stack, variables[AUTH_HOOK].setting)


def check_changes(stack: str, deployed: Deployed, azure: AzureSettings, image: str) -> None:
    """Refuse what Azure would refuse to change, or would change in a way that only a person may decide.

    Args:
        stack: The stack's name, for the commands in the remedies.
        deployed: What there is.
        azure: What is wanted.
        image: The image of Hasura that is wanted.

    Raises:
        ProblemsError: With every such change.
    """
    if problems := list(changes_refused(stack, deployed, azure, image)):
        raise ProblemsError(problems)


def way_back(stack: str, deployed: Deployed, image: str, registry: str) -> str:
    """The image that another one replaces, with the command that brings it back; "" where none is replaced.

    The right to pull comes back with it, or goes, where one of the two is in a registry of Azure's.

    Metadata and migrations of an image with a project are those of the former project again; what a migration
    has changed in tables stays changed.
    """
    if deployed.image in {"", image}:
        return ""
    back = [set_command(stack, "hasuraImage", deployed.image)]
    if deployed.registry.lower() != registry.lower():
        former = deployed.registry
        back.append(
            set_command(stack, "registryId", former) if former else remove_command(stack, "registryId")
        )
    commands = " && ".join(back)
    return f"Hasura's image was {deployed.image}. Back to it: {commands} && pulumi up --stack {stack}"


def pull_unproved(stack: str, image: str, registry: str) -> str:
    """What to say of an image in a registry of Azure's to which herm gives no right; "" for any other image.

    Somebody else may have given it, which nothing here can see, so this is no refusal.
    """
    name = azure_registry(image)
    if not name or registry:
        return ""
    return (
        f"herm:hasuraImage is in {name}.azurecr.io, and herm:registryId is not set. Unless somebody has "
        "given the app's identity the role AcrPull there, Azure refuses the image, and the former container "
        "goes on.\n"
        f"    {registry_command(stack, name)}"
    )

"""Every app setting of the Web App and its slot, and how to ask from outside whether they are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from infra.azure.app import fingerprint
from infra.azure.app.platform_settings import PLATFORM_SETTINGS
from infra.contract import Variable


@dataclass(frozen=True)
class AppSettings:
    """Every app setting, and how to ask from outside whether they are in force.

    Attributes:
        values: The settings by name, secret as a whole.
        origin: The origin that stands for them, no secret; "" where Hasura cannot be asked.
    """

    values: pulumi.Output[Mapping[str, str]]
    origin: pulumi.Output[str]


def app_settings(
    environment: Sequence[Variable], references: Mapping[str, pulumi.Output[str]]
) -> AppSettings:
    """Every app setting: Hasura's environment, and what App Service itself reads.

    Secret as a whole: a setting that somebody adds by hand is then secret in the state too.
    """
    variables = sorted((*environment, *PLATFORM_SETTINGS), key=lambda variable: variable.name)
    values: dict[str, pulumi.Input[str]] = {
        variable.name: references.get(variable.name, variable.reveal()) for variable in variables
    }
    shown = {
        variable.name: references.get(variable.name, "" if variable.secret else variable.reveal())
        for variable in variables
    }
    origin = pulumi.Output.from_input("")
    if fingerprint.can_tell({variable.name: variable.reveal() for variable in environment}):
        # References hold the versions of secrets and no secret; the engine marks whatever comes from one.
        origin = pulumi.Output.unsecret(pulumi.Output.all(**shown).apply(fingerprint.origin_of))
        plain = str(values[fingerprint.ORIGINS])
        values[fingerprint.ORIGINS] = origin.apply(lambda mark: fingerprint.marked(plain, mark))
    return AppSettings(pulumi.Output.secret(pulumi.Output.all(**values)), origin)

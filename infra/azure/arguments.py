"""What the Web App's component needs, from the settings and the stack's own state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from infra.config.azure.deployed import Deployed
from infra.config.azure.settings import AzureSettings
from infra.contract import Variable
from infra.secret import Secret


@dataclass(frozen=True)
class AzureWebAppArgs:
    """What a Web App needs.

    Attributes:
        stack: The Pulumi stack's name, for a tag.
        azure: Where and how it runs.
        image: Reference of Hasura's image, with its digest.
        database_password: Password of the managed database's role.
        database_host: Host of the database, whoever runs it.
        environment: Hasura's environment, from the contract.
        deployed: What of the stack is in Azure already.
    """

    stack: str
    azure: AzureSettings
    image: str
    database_password: Secret
    database_host: str
    environment: Sequence[Variable]
    deployed: Deployed = field(default_factory=Deployed)

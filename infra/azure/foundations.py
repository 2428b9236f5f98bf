"""What the app stands on: the vault with its secrets, the right to its image, network and database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.managedidentity import UserAssignedIdentity

from infra.azure.arguments import AzureWebAppArgs
from infra.azure.database.database import AzureDatabase
from infra.azure.database.server import AzureDatabaseArgs, PrivateNetwork
from infra.azure.location import Location
from infra.azure.rights import role_assignment
from infra.azure.vault import AzureVault, AzureVaultArgs
from infra.azure.vault_references import vault_secrets
from infra.config.azure.registry import ACR_PULL

if TYPE_CHECKING:
    from infra.azure.database.network import AzureNetwork


@dataclass(frozen=True)
class Place:
    """Where a component's parts are made, for whom, and below what.

    Attributes:
        name: The component's name.
        identity: The identity that the app acts with.
        parent: The component.
    """

    name: str
    location: Location
    identity: UserAssignedIdentity
    parent: pulumi.Resource

    @property
    def options(self) -> pulumi.ResourceOptions:
        """The options of a component below this one."""
        return pulumi.ResourceOptions(parent=self.parent)


def app_vault(place: Place, args: AzureWebAppArgs) -> AzureVault | None:
    """The vault with the app's secrets; None where they are in the app's settings."""
    if not args.azure.uses_vault:
        return None
    secrets = vault_secrets(args.environment)
    vault = AzureVaultArgs(place.location, args.azure, place.identity, secrets)
    return AzureVault(f"{place.name}-secrets", vault, place.options)


def registry_role(place: Place, registry: str) -> list[pulumi.Resource]:
    """The right to pull the image, where it is in a registry of the user's own."""
    if not registry:
        return []
    scope = pulumi.Output.from_input(registry)
    return [role_assignment(f"{place.name}-puller", ACR_PULL, scope, place.identity, place.parent)]


def database_network(place: Place, args: AzureWebAppArgs) -> AzureNetwork | None:
    """The network of a database without a public address."""
    azure = args.azure
    if not azure.database.managed or azure.database.network != "private":
        return None
    # Loaded only where it is used: the namespace is the largest of Azure's.
    from infra.azure.database.network import AzureNetwork  # noqa: PLC0415 - see above

    names = replace(azure.names, server=args.deployed.first_server or azure.names.server)
    return AzureNetwork(f"{place.name}-network", place.location, names, place.options)


def managed_database(
    place: Place, args: AzureWebAppArgs, network: AzureNetwork | None
) -> AzureDatabase | None:
    """The server of the stack's own; None where the database is elsewhere."""
    if not args.azure.database.managed:
        return None
    private = PrivateNetwork(network.database_subnet, network.zone) if network else None
    server = args.deployed.server
    database = AzureDatabaseArgs(
        place.location,
        args.azure,
        args.database_password,
        private,
        place.identity.tenant_id,
        entra=bool(args.azure.database.administrators) or bool(server and server.entra),
    )
    return AzureDatabase(f"{place.name}-database", database, place.options)

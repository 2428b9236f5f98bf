"""The flexible server itself: its machine, disk and backups, who may sign in, and where it is."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import dbforpostgresql as postgres

from infra.azure.location import Location, guarded
from infra.config.azure.database.machines import database_tier
from infra.config.azure.database.role import ADMINISTRATOR
from infra.config.azure.settings import AzureSettings
from infra.secret import Secret


@dataclass(frozen=True)
class PrivateNetwork:
    """Where a server without a public address is."""

    subnet: pulumi.Output[str]
    zone: pulumi.Output[str]


@dataclass(frozen=True)
class AzureDatabaseArgs:
    """What a managed database needs.

    Attributes:
        password: The administrator's.
        network: Where it is; None for a public address.
        tenant: The tenant of Microsoft Entra.
        entra: Whether its administrators may sign in. Once they may, that stays: Azure takes an administrator
            away only while they may.
    """

    location: Location
    azure: AzureSettings
    password: Secret
    network: PrivateNetwork | None
    tenant: pulumi.Output[str]
    entra: bool


def flexible_server(name: str, args: AzureDatabaseArgs, parent: pulumi.Resource) -> postgres.Server:
    """A server of the tier's size.

    Args:
        name: The component's name.
        args: What it needs; the password is the administrator's.
        parent: The component.
    """
    azure, location, network = args.azure, args.location, args.network
    entra = postgres.MicrosoftEntraAuth.ENABLED if args.entra else postgres.MicrosoftEntraAuth.DISABLED
    tier = azure.tier
    return postgres.Server(
        f"{name}-server",
        server_name=azure.names.server,
        resource_group_name=location.group,
        location=location.region,
        version=str(azure.database.version),
        sku=postgres.SkuArgs(name=tier.database_sku, tier=database_tier(tier.database_sku) or ""),
        storage=postgres.StorageArgs(storage_size_gb=tier.database_storage_gb, auto_grow="Enabled"),
        backup=postgres.BackupArgs(
            backup_retention_days=tier.backup_days,
            geo_redundant_backup="Enabled" if tier.geo_backup else "Disabled",
        ),
        high_availability=postgres.HighAvailabilityArgs(mode=tier.high_availability),
        auth_config=postgres.AuthConfigArgs(
            password_auth=postgres.PasswordBasedAuth.ENABLED,
            active_directory_auth=entra,
            tenant_id=args.tenant if args.entra else None,
        ),
        administrator_login=ADMINISTRATOR,
        administrator_login_password=pulumi.Output.secret(args.password.reveal()),
        network=postgres.NetworkArgs(
            delegated_subnet_resource_id=network.subnet,
            private_dns_zone_arm_resource_id=network.zone,
            public_network_access="Disabled",
        )
        if network
        else postgres.NetworkArgs(public_network_access="Enabled"),
        tags=location.tags,
        opts=guarded(parent, azure.protect_data, ignore_changes=_azures_own(azure)),
    )


def _azures_own(azure: AzureSettings) -> list[str]:
    """A disk grows by itself and never shrinks: once made, its size is Azure's, unless config has one.

    The engine then sends the size that the state knows, which only a refresh makes the real one.
    """
    return [] if "database_storage_gb" in azure.overridden else ["storage.storageSizeGB"]

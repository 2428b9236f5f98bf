"""Component `herm:index:AzureVault`: the app's secrets in a key vault, which the app's identity may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, keyvault, managedidentity

from infra.azure.location import Location, guarded
from infra.azure.rights import SECRETS_USER, in_force, role_assignment
from infra.azure.vault_references import VaultSecret
from infra.config.azure.settings import AzureSettings


@dataclass(frozen=True)
class AzureVaultArgs:
    """What the vault needs."""

    location: Location
    azure: AzureSettings
    identity: managedidentity.UserAssignedIdentity
    secrets: Sequence[VaultSecret]


class AzureVault(pulumi.ComponentResource):
    """The vault, one secret for each value, and the role by which the app's identity reads them.

    Attributes:
        vault_id: The vault's id.
        vault_name: The vault's name.
        role: The role assignment by which references are resolved.
        references: Each variable's app setting: a reference to the very version of its secret, so that a new
            value is a new reference and takes effect at once. None is known before the role is in force: App
            Service keeps a failure for a day.
    """

    vault_id: pulumi.Output[str]
    vault_name: pulumi.Output[str]
    role: authorization.RoleAssignment
    references: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AzureVaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("herm:index:AzureVault", name, None, opts)
        vault = keyvault.Vault(
            f"{name}-vault",
            vault_name=args.azure.names.vault,
            resource_group_name=args.location.group,
            location=args.location.region,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=args.identity.tenant_id,
                sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                soft_delete_retention_in_days=90,
                enable_purge_protection=True,
                public_network_access="Enabled",
            ),
            tags=args.location.tags,
            opts=guarded(self, args.azure.protect_data),
        )
        self.vault_id, self.vault_name = vault.id, vault.name
        self.role = role_assignment(f"{name}-reader", SECRETS_USER, vault.id, args.identity, self)
        readable = in_force(self.role, args.azure.role_seconds)
        self.references = {
            variable: _reference(stored, readable)
            for secret in args.secrets
            for stored in [self._secret(name, vault, secret, args)]
            for variable in secret.variables
        }
        self.register_outputs({"vaultName": self.vault_name, "vaultId": self.vault_id})

    def _secret(
        self, name: str, vault: keyvault.Vault, secret: VaultSecret, args: AzureVaultArgs
    ) -> keyvault.Secret:
        """A user's own secret can be taken away; the contract's are protected with the vault.

        None is ever deleted by itself in Azure. That is a request to the vault, where whoever deploys has no
        rights, and it would block the name for as long as deleted secrets are kept. They go with the vault.
        """
        options = pulumi.ResourceOptions(
            parent=self,
            retain_on_delete=True,
            deleted_with=vault,
            protect=args.azure.protect_data and not secret.own,
        )
        return keyvault.Secret(
            f"{name}-{secret.name}",
            secret_name=secret.name,
            vault_name=vault.name,
            resource_group_name=args.location.group,
            properties=keyvault.SecretPropertiesArgs(value=pulumi.Output.secret(secret.value.reveal())),
            tags=args.location.tags,
            opts=options,
        )


def _reference(secret: keyvault.Secret, readable: pulumi.Output[bool]) -> pulumi.Output[str]:
    uri = secret.properties.apply(lambda properties: properties.secret_uri_with_version)
    return pulumi.Output.all(uri, readable).apply(lambda both: f"@Microsoft.KeyVault(SecretUri={both[0]})")

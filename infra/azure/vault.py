"""Component `herm:index:AzureVault`: the app's secrets in a key vault, which the app's identity may read."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, keyvault, managedidentity

from infra.azure.place import Place, guarded
from infra.azure.vault_references import VaultSecret
from infra.config.azure.settings import AzureSettings

# Azure's built-in role "Key Vault Secrets User": read a secret's value, change nothing.
_SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"


@dataclass(frozen=True)
class AzureVaultArgs:
    """What the vault needs."""

    place: Place
    azure: AzureSettings
    identity: managedidentity.UserAssignedIdentity
    secrets: Sequence[VaultSecret]


class AzureVault(pulumi.ComponentResource):
    """The vault, one secret for each value, and the role by which the app's identity reads them.

    Attributes:
        vault_name: The vault's name.
        role: The role assignment; until it exists, no reference resolves.
        references: Each variable's app setting: a reference to the very version of its secret, so that a new
            value is a new reference and takes effect at once.
    """

    vault_name: pulumi.Output[str]
    role: pulumi.Resource
    references: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AzureVaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("herm:index:AzureVault", name, None, opts)
        vault = keyvault.Vault(
            f"{name}-vault",
            vault_name=args.azure.names.vault,
            resource_group_name=args.place.group,
            location=args.place.region,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=args.identity.tenant_id,
                sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                soft_delete_retention_in_days=90,
                enable_purge_protection=True,
                public_network_access="Enabled",
            ),
            tags=args.place.tags,
            opts=guarded(self, args.azure.protect_data),
        )
        self.vault_name = vault.name
        self.role = self._role(name, vault, args.identity)
        self.references = {
            variable: _reference(stored)
            for secret in args.secrets
            for stored in [self._secret(name, vault, secret, args)]
            for variable in secret.variables
        }
        self.register_outputs({"vaultName": self.vault_name, "vaultId": vault.id})

    def _role(
        self, name: str, vault: keyvault.Vault, identity: managedidentity.UserAssignedIdentity
    ) -> authorization.RoleAssignment:
        """Another identity is another assignment: the name follows from all that an assignment is."""
        return authorization.RoleAssignment(
            f"{name}-reader",
            role_assignment_name=pulumi.Output.all(vault.id, identity.principal_id).apply(_assignment_name),
            scope=vault.id,
            role_definition_id=vault.id.apply(_role_definition),
            principal_id=identity.principal_id,
            # Said outright, so that Azure does not look for an identity that is seconds old.
            principal_type="ServicePrincipal",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _secret(
        self, name: str, vault: keyvault.Vault, secret: VaultSecret, args: AzureVaultArgs
    ) -> keyvault.Secret:
        """A user's own secret can be taken away; the contract's are protected with the vault.

        Neither is deleted in Azure: that would block its name for as long as deleted secrets are kept.
        """
        keep = args.azure.protect_data
        return keyvault.Secret(
            f"{name}-{secret.name}",
            secret_name=secret.name,
            vault_name=vault.name,
            resource_group_name=args.place.group,
            properties=keyvault.SecretPropertiesArgs(value=pulumi.Output.secret(secret.value.reveal())),
            tags=args.place.tags,
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=keep, protect=keep and not secret.own),
        )


def _reference(secret: keyvault.Secret) -> pulumi.Output[str]:
    uri = secret.properties.apply(lambda properties: properties.secret_uri_with_version)
    return pulumi.Output.concat("@Microsoft.KeyVault(SecretUri=", uri, ")")


def _assignment_name(scope_and_principal: Sequence[str]) -> str:
    scope, principal = scope_and_principal
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{scope.lower()}#{principal.lower()}#{_SECRETS_USER}"))


def _role_definition(vault_id: str) -> str:
    subscription = vault_id.split("/resourceGroups/", 1)[0]
    return f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{_SECRETS_USER}"

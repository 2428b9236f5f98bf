"""Component `herm:index:AzureWebApp`: Hasura in a container on App Service, with all that it needs.

What is deliberately not here: no environment variable of Hasura's is named in this file. They all come from
the environment contract, and the app's settings have one owner, the resource `WebAppApplicationSettings`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.managedidentity import UserAssignedIdentity

from infra.azure.app.app import app_with_settings
from infra.azure.app.app_settings import app_settings
from infra.azure.app.plan import app_service_plan
from infra.azure.app.site import Site
from infra.azure.app.slot import AzureSlot
from infra.azure.database.database import AzureDatabase
from infra.azure.database.server import AzureDatabaseArgs, PrivateNetwork
from infra.azure.location import Location, stack_location
from infra.azure.locks import lock
from infra.azure.monitoring.monitoring import AzureMonitoring, AzureMonitoringArgs
from infra.azure.rights import ACR_PULL, role_assignment
from infra.azure.vault import AzureVault, AzureVaultArgs
from infra.azure.vault_references import vault_secrets
from infra.config.azure.deployed import Deployed
from infra.config.azure.settings import AzureSettings
from infra.contract import Variable
from infra.secret import Secret

if TYPE_CHECKING:
    from infra.azure.database.network import AzureNetwork


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


class AzureWebApp(pulumi.ComponentResource):
    """Resource group, plan, app, settings, vault, database, network, monitoring and slot.

    Attributes:
        url: Base address of the API, known once the app has its settings.
        settings: The origin that stands for the app's settings, to ask whether they are in force; may be "".
        app_id: The Web App's id.
        identity_id: Id of the identity that the app acts with.
        vault_name: Name of the vault; "" without one.
        database_host: Host name of the database.
    """

    url: pulumi.Output[str]
    settings: pulumi.Output[str]
    app_id: pulumi.Output[str]
    identity_id: pulumi.Output[str]
    vault_name: pulumi.Output[str]
    database_host: pulumi.Output[str]

    def __init__(self, name: str, args: AzureWebAppArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("herm:index:AzureWebApp", name, None, opts)
        self._name, self._args = name, args
        location = stack_location(name, args.stack, args.azure, self)
        identity = UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=args.azure.names.part("identity"),
            resource_group_name=location.group,
            location=location.region,
            tags=location.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        network = self._network(location)
        plan = app_service_plan(name, location, args.azure, self, after=[network] if network else [])
        vault = self._vault(location, identity)
        database = self._database(location, identity, network)
        subnet = network.app_subnet if network else None
        # Settings refer to secrets that the identity can read by then, in a database that is there.
        after = [
            *([vault.role] if vault else []),
            *self._registry_role(identity),
            *([database.ready] if database else []),
        ]
        settings = app_settings(args.environment, vault.references if vault else {})
        site = Site(
            location,
            plan,
            identity,
            args.image,
            args.azure.allowed_addresses,
            args.azure.private_endpoint is None,
            subnet,
            settings.values,
            after,
        )
        app, ready = app_with_settings(name, args.azure.names.app, site, self)
        logged: dict[str, pulumi.Output[str]] = {"app": app.id}
        watched: dict[str, pulumi.Output[str]] = {"app": app.id, "plan": plan.id}
        if args.azure.slot:
            slot_site = replace(site, after=[*after, ready])
            slot = AzureSlot(f"{name}-slot", app, slot_site, pulumi.ResourceOptions(parent=self))
            logged["slot"] = slot.slot_id
        if vault:
            logged["vault"] = vault.vault_id
        if database:
            logged["database"] = watched["database"] = database.server_id
        monitoring = self._monitor(location, logged, watched)
        if args.azure.protect_data:
            if database:
                lock(f"{name}-database-lock", database.server_id, self, [database, monitoring])
            if vault:
                lock(f"{name}-vault-lock", vault.vault_id, self, [vault, monitoring])
        if args.azure.private_endpoint:
            # Likewise.
            from infra.azure.app import private_endpoint  # noqa: PLC0415 - see above

            private = private_endpoint.AzurePrivateEndpointArgs(
                location, args.azure.names, args.azure.private_endpoint, app
            )
            options = pulumi.ResourceOptions(parent=self, depends_on=[ready])
            private_endpoint.AzurePrivateEndpoint(f"{name}-private-endpoint", private, options)
        if args.azure.domain:
            # Loaded only where it is used, as most stacks have no name of their own.
            from infra.azure.app.domain import Domain, custom_domain  # noqa: PLC0415 - see above

            certified = args.deployed.certified == args.azure.domain
            custom_domain(name, location, Domain(args.azure.domain, certified, app, plan, ready), self)
        self.url = ready.id.apply(lambda _: args.azure.origin)
        self.settings = settings.origin
        self.app_id, self.identity_id = app.id, identity.id
        self.vault_name = vault.vault_name if vault else pulumi.Output.from_input("")
        self.database_host = database.host if database else pulumi.Output.from_input(args.database_host)
        self.register_outputs(
            {
                "url": self.url,
                "settings": self.settings,
                "appId": self.app_id,
                "identityId": self.identity_id,
                "vaultName": self.vault_name,
                "databaseHost": self.database_host,
            }
        )

    def _vault(self, location: Location, identity: UserAssignedIdentity) -> AzureVault | None:
        if not self._args.azure.uses_vault:
            return None
        secrets = vault_secrets(self._args.environment)
        args = AzureVaultArgs(location, self._args.azure, identity, secrets)
        return AzureVault(f"{self._name}-secrets", args, pulumi.ResourceOptions(parent=self))

    def _registry_role(self, identity: UserAssignedIdentity) -> list[pulumi.Resource]:
        """The right to pull the image, where it is in a registry of the user's own."""
        registry = self._args.azure.registry_id
        if not registry:
            return []
        scope = pulumi.Output.from_input(registry)
        return [role_assignment(f"{self._name}-puller", ACR_PULL, scope, identity, self)]

    def _network(self, location: Location) -> AzureNetwork | None:
        """The network of a database without a public address."""
        azure = self._args.azure
        if not azure.database.managed or azure.database.network != "private":
            return None
        # Loaded only where it is used: the namespace is the largest of Azure's.
        from infra.azure.database.network import AzureNetwork  # noqa: PLC0415 - see above

        names = replace(azure.names, server=self._args.deployed.first_server or azure.names.server)
        return AzureNetwork(f"{self._name}-network", location, names, pulumi.ResourceOptions(parent=self))

    def _database(
        self, location: Location, identity: UserAssignedIdentity, network: AzureNetwork | None
    ) -> AzureDatabase | None:
        if not self._args.azure.database.managed:
            return None
        private = PrivateNetwork(network.database_subnet, network.zone) if network else None
        server = self._args.deployed.server
        args = AzureDatabaseArgs(
            location,
            self._args.azure,
            self._args.database_password,
            private,
            identity.tenant_id,
            entra=bool(self._args.azure.database.administrators) or bool(server and server.entra),
        )
        return AzureDatabase(f"{self._name}-database", args, pulumi.ResourceOptions(parent=self))

    def _monitor(
        self,
        location: Location,
        logged: Mapping[str, pulumi.Output[str]],
        watched: Mapping[str, pulumi.Output[str]],
    ) -> AzureMonitoring:
        args = AzureMonitoringArgs(location, self._args.azure, logged, watched)
        return AzureMonitoring(f"{self._name}-monitoring", args, pulumi.ResourceOptions(parent=self))

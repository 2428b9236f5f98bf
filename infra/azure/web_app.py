"""Component `herm:index:AzureWebApp`: Hasura in a container on App Service, with all that it needs.

What is deliberately not here: no environment variable of Hasura's is named in this file. They all come from
the environment contract, and the app's settings have one owner, the resource `WebAppApplicationSettings`.
"""

from __future__ import annotations

from dataclasses import replace

import pulumi
from pulumi_azure_native.managedidentity import UserAssignedIdentity

from infra.azure.app.app import app_with_settings
from infra.azure.app.app_settings import app_settings
from infra.azure.app.plan import app_service_plan
from infra.azure.app.site import Site
from infra.azure.app.slot import AzureSlot
from infra.azure.app.ways import Ways, ways_in
from infra.azure.arguments import AzureWebAppArgs
from infra.azure.foundations import Place, app_vault, database_network, managed_database, registry_role
from infra.azure.location import stack_location
from infra.azure.locks import lock
from infra.azure.monitoring.monitoring import AzureMonitoring, AzureMonitoringArgs


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
        location = stack_location(name, args.stack, args.azure, self)
        identity = UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=args.azure.names.part("identity"),
            resource_group_name=location.group,
            location=location.region,
            tags=location.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        place = Place(name, location, identity, self)
        network = database_network(place, args)
        plan = app_service_plan(name, location, args.azure, self, after=[network] if network else [])
        vault = app_vault(place, args)
        database = managed_database(place, args, network)
        subnet = network.app_subnet if network else None
        # Settings refer to secrets that the identity can read by then, in a database that is there.
        after = [
            *([vault.role] if vault else []),
            *registry_role(place, args.azure.registry_id),
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
            slot = AzureSlot(f"{name}-slot", app, slot_site, place.options)
            logged["slot"] = slot.slot_id
        if vault:
            logged["vault"] = vault.vault_id
        if database:
            logged["database"] = watched["database"] = database.server_id
        monitored = AzureMonitoringArgs(location, args.azure, logged, watched)
        monitoring = AzureMonitoring(f"{name}-monitoring", monitored, place.options)
        if args.azure.protect_data:
            if database:
                lock(f"{name}-database-lock", database.server_id, self, [database, monitoring])
            if vault:
                lock(f"{name}-vault-lock", vault.vault_id, self, [vault, monitoring])
        ways = Ways(location, args.azure, args.deployed.certified, app, plan, ready)
        ways_in(name, ways, self)
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

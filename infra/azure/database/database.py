"""Component `herm:index:AzureDatabase`: PostgreSQL flexible server, its settings and Hasura's database."""

from __future__ import annotations

import pulumi
from pulumi_azure_native import dbforpostgresql as postgres

from infra.azure.database.server import AzureDatabaseArgs, flexible_server
from infra.azure.location import guarded
from infra.config.azure.database.administrators import Administrator
from infra.config.azure.database.machines import database_connections
from infra.config.azure.database.settings import DATABASE_NAME


class AzureDatabase(pulumi.ComponentResource):
    """A server that takes TLS only, with the extension that Hasura needs, and an empty database.

    Attributes:
        server_id: The server's id.
        host: The server's host name.
        ready: What has to be there before Hasura can start.
    """

    server_id: pulumi.Output[str]
    host: pulumi.Output[str]
    ready: pulumi.Resource

    def __init__(
        self, name: str, args: AzureDatabaseArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("herm:index:AzureDatabase", name, None, opts)
        server = flexible_server(name, args, self)
        self._server_name, self._group = server.name, args.location.group
        self._chain: list[pulumi.Resource] = [server]
        self._configure(f"{name}-extensions", "azure.extensions", ",".join(args.azure.database.extensions))
        self._configure(f"{name}-tls", "require_secure_transport", "ON")
        # Azure sets it once, by the first machine. It is in force from the server's next start on.
        machine = args.azure.tier.database_sku
        self._configure(f"{name}-connections", "max_connections", str(database_connections(machine)))
        self._chain.append(
            postgres.Database(
                f"{name}-hasura",
                database_name=DATABASE_NAME,
                server_name=server.name,
                resource_group_name=self._group,
                charset="UTF8",
                collation="en_US.utf8",
                opts=guarded(self, args.azure.protect_data, deleted_with=server, depends_on=[*self._chain]),
            )
        )
        for one in args.azure.database.administrators:
            self._administrator(f"{name}-administrator-{one.object_id}", one, args.tenant)
        if args.network is None:
            self._open_to_azure(f"{name}-azure-services")
        self.server_id, self.ready = server.id, self._chain[-1]
        self.host = self.server_id.apply(lambda _: args.azure.database.host)
        self.register_outputs({"serverId": self.server_id, "host": self.host})

    # A server takes one change at a time and answers ServerIsBusy to others, so each child waits for all
    # that come before it. They go when the server goes: nothing is gained by deleting them one by one.

    def _configure(self, name: str, setting: str, value: str) -> None:
        self._chain.append(
            postgres.Configuration(
                name,
                configuration_name=setting,
                server_name=self._server_name,
                resource_group_name=self._group,
                value=value,
                source="user-override",
                opts=self._next(),
            )
        )

    def _administrator(self, name: str, one: Administrator, tenant: pulumi.Output[str]) -> None:
        self._chain.append(
            postgres.AdministratorsMicrosoftEntra(
                name,
                object_id=one.object_id,
                principal_name=one.name,
                principal_type=one.kind,
                tenant_id=tenant,
                server_name=self._server_name,
                resource_group_name=self._group,
                opts=self._next(),
            )
        )

    def _open_to_azure(self, name: str) -> None:
        """Let in whatever runs in Azure, other people's machines included; the password and TLS remain."""
        self._chain.append(
            postgres.FirewallRule(
                name,
                firewall_rule_name="AllowAllAzureServicesAndResourcesWithinAzureIps",
                server_name=self._server_name,
                resource_group_name=self._group,
                # Azure's own way to write "from inside Azure".
                start_ip_address="0.0.0.0",  # noqa: S104 - an address of Azure's, no socket
                end_ip_address="0.0.0.0",  # noqa: S104 - likewise
                opts=self._next(),
            )
        )

    def _next(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=[*self._chain], deleted_with=self._chain[0])

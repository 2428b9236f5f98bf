"""PostgreSQL flexible servers and what is in them."""

from __future__ import annotations

from doubles.azure.errors import bad_request, conflict
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.world import Resource, World

_DEFAULTS = {
    "azure.extensions": "",
    "require_secure_transport": "on",
    "ssl_min_protocol_version": "TLSv1.2",
    "max_connections": "429",
    "password_encryption": "scram-sha-256",
}
"""Server parameters with their defaults; any other is taken with an empty one."""

_OWN_DATABASES = {"postgres", "azure_sys", "azure_maintenance"}


class FlexibleServers(Service):
    """Servers: slow to make, one operation at a time, passwords only ever written."""

    slow = True
    created = 202

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Take the password out of what is kept, and say where the server is."""
        given = properties_of(body)
        if old is None and given.get("createMode") in (None, "Default", "Create") and not body.get("sku"):
            raise bad_request("The SKU is required to create a server.", "ParameterOutOfRange")
        for other, _ in world.all_of("microsoft.dbforpostgresql/flexibleservers"):
            if old is None and other.name and rid.name and other.name.lower() == rid.name.lower():
                raise conflict(
                    f"Specified server name '{rid.name}' is already used.", "ServerNameAlreadyExists"
                )
        password = given.pop("administratorLoginPassword", None)
        if password is not None:
            world.store.put("password", rid.key, password)
        fixed = {
            key: properties_of(old)[key]
            for key in ("administratorLogin",)
            if old and key in properties_of(old)
        }
        body = with_defaults(
            {**body, "properties": {**given, **fixed}},
            {
                "version": "17",
                "availabilityZone": "1",
                "minorVersion": "0",
                "replicationRole": "Primary",
                "replicaCapacity": 5,
            },
        )
        network = {"publicNetworkAccess": "Enabled", **(given.get("network") or {})}
        if network.get("delegatedSubnetResourceId"):
            network["publicNetworkAccess"] = "Disabled"
        backup = {"backupRetentionDays": 7, "geoRedundantBackup": "Disabled", **(given.get("backup") or {})}
        availability = {"mode": "Disabled", **(given.get("highAvailability") or {})}
        return with_properties(
            body,
            network=network,
            backup=backup,
            highAvailability={
                **availability,
                "state": "NotEnabled" if availability["mode"] == "Disabled" else "Healthy",
            },
            fullyQualifiedDomainName=f"{rid.name}.postgres.database.azure.com",
            state="Provisioning" if old is None else "Updating",
        )

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Forget the password too."""
        del resource
        world.store.remove("password", rid.key)


class ServerChildren(Service):
    """Databases and firewall rules."""

    slow = True
    created = 202

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Fill in a database's locale; refuse what a private server refuses."""
        del old
        if rid.type.endswith("/databases"):
            return with_defaults(body, {"charset": "UTF8", "collation": "en_US.utf8"})
        server = properties_of(world.find(rid.parent.key)) if rid.parent else {}
        if (server.get("network") or {}).get("publicNetworkAccess") == "Disabled":
            raise bad_request(
                "Firewall rule operations cannot be requested for a private access enabled server.",
                "FirewallRuleNotSupportedForPrivateServer",
            )
        return body

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Azure's own databases stay."""
        del world, resource
        if rid.type.endswith("/databases") and rid.name in _OWN_DATABASES:
            raise bad_request(f"The database '{rid.name}' is a system database.", "SystemDatabase")


class Configurations(Service):
    """Server parameters: always there, with a default."""

    slow = True
    created = 202

    def find(self, world: World, rid: ResourceId) -> Resource | None:
        """The parameter, set or by default."""
        found = world.find(rid.key)
        if found or rid.parent is None or world.find(rid.parent.key) is None:
            return found
        default = _DEFAULTS.get(rid.name or "", "")
        return {
            "id": rid.path,
            "name": rid.name,
            "type": "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
            "properties": {
                "value": default,
                "defaultValue": default,
                "source": "system-default",
                "dataType": "String",
            },
        }

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Take a value; the default is the service's own."""
        del world, old
        if properties_of(body).get("source") not in ("user-override", "system-default"):
            raise bad_request("The source must be 'user-override'.", "InvalidParameterValue")
        default = _DEFAULTS.get(rid.name or "", "")
        return with_properties(body, defaultValue=default, dataType="String", isDynamicConfig=True)

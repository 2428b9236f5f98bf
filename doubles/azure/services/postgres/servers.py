"""PostgreSQL flexible servers and what is in them."""

from __future__ import annotations

from typing import Any

from doubles.azure.errors import bad_request, conflict
from doubles.azure.ids import ResourceId, parse
from doubles.azure.operations import begin
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.services.networks import networks
from doubles.azure.services.postgres import limits, restore
from doubles.azure.services.postgres.administrators import checked_auth
from doubles.azure.services.postgres.extensions import check_extensions
from doubles.azure.world import Answer, Resource, World

_DEFAULTS = {
    "azure.extensions": "",
    "require_secure_transport": "on",
    "ssl_min_protocol_version": "TLSv1.2",
    "password_encryption": "scram-sha-256",
}
"""Server parameters with their defaults; any other is taken with an empty one."""

_CONNECTIONS = "max_connections"

_SERVER = {
    "version": "17",
    "availabilityZone": "1",
    "minorVersion": "0",
    "replicationRole": "Primary",
    "replicaCapacity": 5,
}
_BACKUP = {"backupRetentionDays": 7, "geoRedundantBackup": "Disabled"}
_STORAGE = {"storageSizeGB": 32, "autoGrow": "Disabled"}
_AVAILABILITY = {"mode": "Disabled"}
_OWN_DATABASES = {"postgres", "azure_sys", "azure_maintenance"}


class FlexibleServers(Service):
    """Servers: slow to make, one operation at a time, passwords only ever written."""

    slow = True
    minutes = 8.0
    created = 202

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Take the password out of what is kept, refuse what Azure refuses, and say where the server is."""
        source = restore.source_of(world, body) if old is None else None
        if old is None:
            _check_new(world, rid, body)
        body = restore.with_source(body, source)
        given = properties_of(body)
        password = given.pop("administratorLoginPassword", None)
        server = _completed(rid, old, {**body, "properties": given})
        sku, place = server["sku"], str((old or body).get("location"))
        before, after = properties_of(old), properties_of(server)
        limits.check_machine(place, sku, after)
        limits.check_standby(place, before, after)
        limits.check_storage(before, after)
        if old is not None:
            limits.check_change(before, after, (old["sku"]["tier"], sku["tier"]))
        backup = {**after["backup"], "backupRetentionDays": limits.retention(before, after)}
        if source is not None:
            restore.copy(world, parse(source["id"]), rid)
        elif old is None:
            for kind in ("connections", "first-connections"):
                world.store.put(kind, rid.key, limits.connections(sku["name"]))
        if old is None and (subnet := after["network"].get("delegatedSubnetResourceId")):
            networks.reach_storage(world, subnet)
        if password is not None:
            world.store.put("password", rid.key, password)
        return with_properties(server, backup=backup)

    def act(self, world: World, rid: ResourceId, action: str, body: Any) -> Answer | None:
        """Restart: what `max_connections` says is in force from now on."""
        del body
        if action != "restart":
            return None
        parameter = world.find(f"{rid.key}/configurations/{_CONNECTIONS}")
        if parameter is not None:
            world.store.put("connections", rid.key, int(properties_of(parameter)["value"]))
        return Answer(202, None, begin(world, rid, removes=False))

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Forget the password too."""
        del resource
        for kind in restore.STORED:
            world.store.remove(kind, rid.key)


def _check_new(world: World, rid: ResourceId, body: Resource) -> None:
    """A new server needs a machine, and a name that no other has."""
    if not body.get("sku") and properties_of(body).get("createMode") in (None, "Default", "Create"):
        raise bad_request("The SKU is required to create a server.", "ParameterOutOfRange")
    for other, _ in world.all_of("microsoft.dbforpostgresql/flexibleservers"):
        if (other.name or "").lower() == (rid.name or "").lower():
            raise conflict(f"Specified server name '{rid.name}' is already used.", "ServerNameAlreadyExists")


def _completed(rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
    """The server as it is to be: what a request leaves out stays, or is Azure's own choice."""
    given = {**properties_of(old), **properties_of(body)}
    place = {"publicNetworkAccess": "Enabled", **(given.get("network") or {})}
    if place.get("delegatedSubnetResourceId"):
        place["publicNetworkAccess"] = "Disabled"
    availability = {**_AVAILABILITY, **(given.get("highAvailability") or {})}
    availability["state"] = "NotEnabled" if availability["mode"] == "Disabled" else "Healthy"
    return with_properties(
        with_defaults({"sku": (old or {}).get("sku"), **body, "properties": given}, _SERVER),
        network=place,
        backup={**_BACKUP, **(given.get("backup") or {})},
        storage={**_STORAGE, **(given.get("storage") or {})},
        highAvailability=availability,
        authConfig=checked_auth(given.get("authConfig") or {}),
        fullyQualifiedDomainName=f"{rid.name}.postgres.database.azure.com",
        state="Provisioning" if old is None else "Updating",
    )


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
        default = _default(world, rid)
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
        del old
        if properties_of(body).get("source") not in ("user-override", "system-default"):
            raise bad_request("The source must be 'user-override'.", "InvalidParameterValue")
        if rid.name == "azure.extensions":
            check_extensions(str(properties_of(body).get("value") or ""))
        default, dynamic = _default(world, rid), rid.name != _CONNECTIONS
        return with_properties(body, defaultValue=default, dataType="String", isDynamicConfig=dynamic)


def _default(world: World, rid: ResourceId) -> str:
    """A parameter's default; that of the connections is the machine's with which the server was made."""
    if rid.name == _CONNECTIONS and rid.parent is not None:
        return str(world.store.get("first-connections", rid.parent.key))
    return _DEFAULTS.get(rid.name or "", "")

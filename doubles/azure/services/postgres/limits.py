"""What Azure lets a flexible server be: machines, regions, and what only a new server can have.

The regions are Microsoft's table of 22 December 2025 (learn.microsoft.com, "Azure regions" of Azure Database
for PostgreSQL flexible server); connections and disks are its page "Limits". Azure's own words differ from
these.
"""

from __future__ import annotations

import re
from typing import Any

from doubles.azure.errors import ArmError, bad_request
from doubles.azure.services.skus import DATABASES

_NO_V5 = """
eastus2 southcentralus westus2 southeastasia japaneast israelcentral mexicocentral polandcentral qatarcentral
spaincentral
"""
_NO_GEO_BACKUP = """
australiacentral2 austriaeast belgiumcentral brazilsouth brazilsoutheast chilecentral indonesiacentral
israelcentral italynorth malaysiawest mexicocentral newzealandnorth polandcentral qatarcentral spaincentral
westus3
"""
_NO_ZONES = """
australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast francesouth germanynorth
japanwest koreasouth northcentralus norwaywest southafricawest switzerlandwest uaecentral ukwest
westcentralus westus
"""
_NO_NEW_STANDBY = """
brazilsouth centralindia eastasia eastus eastus2 germanywestcentral mexicocentral northeurope qatarcentral
southcentralus southeastasia westeurope westus2
"""
_MACHINE = re.compile(r"Standard_([BDE])(\d+)[a-z]*(?:_v(\d))?")
_TIERS = {"B": "Burstable", "D": "GeneralPurpose", "E": "MemoryOptimized"}
_MEMORY_GB_OF_A_CORE = {"B": 4, "D": 4, "E": 8}
_SMALL = {"Standard_B1ms": 50, "Standard_B2s": 429}
_CONNECTIONS = {8: 859, 16: 1718, 32: 3437}
_DISKS = {2**power for power in range(5, 16)}

Server = dict[str, Any]


def connections(sku: str) -> int:
    """The `max_connections` that a server of this machine is made with."""
    found = _MACHINE.fullmatch(sku)
    if found is None:
        return 0
    memory = int(found[2]) * _MEMORY_GB_OF_A_CORE[found[1]]
    return _SMALL.get(sku) or _CONNECTIONS.get(memory, 5000)


def check_machine(location: str, sku: dict[str, Any], properties: Server) -> None:
    """Refuse a machine, a standby or a backup that the region does not have.

    Raises:
        ArmError: With what is not available.
    """
    region = location.replace(" ", "").lower()
    found = _MACHINE.fullmatch(str(sku.get("name")))
    if found is None or sku["name"] not in DATABASES or sku.get("tier") != _TIERS[found[1]]:
        raise bad_request(f"The SKU {sku} does not exist.", "InvalidSku")
    if found[3] == "5" and region in _NO_V5.split():
        raise bad_request(f"The SKU '{sku['name']}' is not available in '{region}'.", "SkuNotAvailable")
    mode = (properties.get("highAvailability") or {}).get("mode", "Disabled")
    if mode != "Disabled" and found[1] == "B":
        raise bad_request("High availability is not supported for the Burstable tier.", "HANotSupported")
    if mode == "ZoneRedundant" and region in _NO_ZONES.split():
        raise bad_request(f"Zone redundant HA is not supported in '{region}'.", "ZoneRedundantHANotSupported")
    geo = (properties.get("backup") or {}).get("geoRedundantBackup")
    if geo == "Enabled" and region in _NO_GEO_BACKUP.split():
        raise bad_request(f"Geo-redundant backup is not supported in '{region}'.", "GeoBackupNotSupported")


def check_standby(location: str, old: Server, new: Server) -> None:
    """Refuse a new standby in another zone where Microsoft takes none for now.

    Raises:
        ArmError: The region is one of those.
    """
    region = location.replace(" ", "").lower()
    modes = [(one.get("highAvailability") or {}).get("mode", "Disabled") for one in (old, new)]
    if modes[1] == "ZoneRedundant" != modes[0] and region in _NO_NEW_STANDBY.split():
        message = f"New zone redundant HA deployments are temporarily blocked in '{region}'."
        raise ArmError(400, "ZoneRedundantHATemporarilyBlocked", message)


def check_storage(old: Server, new: Server) -> None:
    """Refuse a disk of no size that exists, and one that is smaller than the server's.

    Raises:
        ArmError: In either case.
    """
    before, after = _storage(old), _storage(new)
    if after not in _DISKS:
        raise bad_request(f"The storage size '{after}' GiB is invalid.", "InvalidStorageSize")
    if after < before:
        message = (
            f"Requested data disk size cannot be less than the current size: {after} GiB requested, {before} "
            "GiB now. Storage can only be scaled up."
        )
        raise bad_request(message, "InvalidStorageSize")


def check_change(old: Server, new: Server, machines: tuple[str, str]) -> None:
    """Refuse what is decided when a server is made, and what one request may not change at once.

    Args:
        old: The server's properties.
        new: Those that are wanted, complete.
        machines: The tiers of its machine, before and after.

    Raises:
        ArmError: With what cannot change.
    """
    if (old.get("backup") or {}).get("geoRedundantBackup") != new["backup"]["geoRedundantBackup"]:
        raise bad_request("Geo-redundant backup can only be chosen at creation.", "GeoBackupUpdateNotAllowed")
    for key in ("delegatedSubnetResourceId", "publicNetworkAccess"):
        before, after = ((one.get("network") or {}).get(key) or "" for one in (old, new))
        if str(before).lower() != str(after).lower():
            raise bad_request(f"The server's network cannot change: {key}.", "NetworkUpdateNotAllowed")
    if old.get("administratorLogin") != new.get("administratorLogin"):
        raise bad_request("The administrator's login name cannot change.", "AdministratorLoginNotAllowed")
    if int(new["version"]) < int(old["version"]):
        raise bad_request("A server's major version cannot go back.", "InvalidServerVersion")
    standby = [(one.get("highAvailability") or {}).get("mode", "Disabled") for one in (old, new)]
    if machines[0] == "Burstable" != machines[1] and standby[0] != standby[1]:
        message = "High availability cannot be enabled while the server leaves the Burstable tier."
        raise bad_request(message, "HAUpdateNotAllowed")


def retention(old: Server, new: Server) -> int:
    """The days that backups are kept from now on; a request that changes the disk too loses the new ones."""
    days = int(new["backup"]["backupRetentionDays"])
    before = (old.get("backup") or {}).get("backupRetentionDays")
    return int(before) if before and _storage(old) != _storage(new) else days


def _storage(server: Server) -> int:
    return int((server.get("storage") or {}).get("storageSizeGB") or 0)

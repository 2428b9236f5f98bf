"""PostgreSQL flexible server's machines: what each takes, and which regions have what.

The regions are Microsoft's table as it was on `CHECKED_ON` (learn.microsoft.com, "Azure regions" in the
overview of Azure Database for PostgreSQL flexible server). It changes: what it denies can be confirmed for a
subscription with `LIST_SKUS`, which is exact. Connections are those of its page "Limits".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CHECKED_ON = "22 December 2025"
LIST_SKUS = "az postgres flexible-server list-skus --location {region}"

_NO_V5 = """
eastus2 southcentralus westus2 southeastasia japaneast israelcentral mexicocentral polandcentral qatarcentral
spaincentral
"""
_NO_GEO_BACKUP = """
australiacentral2 austriaeast belgiumcentral brazilsouth brazilsoutheast chilecentral indonesiacentral
israelcentral italynorth malaysiawest mexicocentral newzealandnorth polandcentral qatarcentral spaincentral
westus3
"""
_NO_STANDBY = """
australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast francesouth germanynorth
japanwest koreasouth northcentralus norwaywest southafricawest switzerlandwest uaecentral ukwest
westcentralus westus
"""
_NO_NEW_STANDBY = """
brazilsouth centralindia eastasia eastus eastus2 germanywestcentral mexicocentral northeurope qatarcentral
southcentralus southeastasia westeurope westus2
"""

NO_V5 = frozenset(_NO_V5.split())
"""Regions that have machines of the third and fourth generation only."""

NO_GEO_BACKUP = frozenset(_NO_GEO_BACKUP.split())
"""Regions whose backups are kept in the region alone."""

NO_STANDBY = frozenset(_NO_STANDBY.split())
"""Regions without a standby in another zone."""

NO_NEW_STANDBY = frozenset(_NO_NEW_STANDBY.split())
"""Regions where Microsoft takes no new standby in another zone for now; those that exist stay."""

_MEMORY_GB_OF_A_CORE = {"B": 4, "D": 4, "E": 8}
_SMALL_CONNECTIONS = {"Standard_B1ms": 50, "Standard_B2s": 429}
_CONNECTIONS_OF_MEMORY_GB = {8: 859, 16: 1718, 32: 3437}
_MOST_CONNECTIONS, _OWN_CONNECTIONS = 5000, 15
_DATABASE_TIERS = {"B": "Burstable", "D": "GeneralPurpose", "E": "MemoryOptimized"}
_DATABASE_SKU = re.compile(r"Standard_([BDE])(\d+)[a-z]*(?:_v(\d+))?")

_MACHINES = {
    "B{}": "1ms 2s 2ms 4ms 8ms 12ms 16ms 20ms",
    "D{}s_v3": "2 4 8 16 32 48 64",
    "D{}ds_v4": "2 4 8 16 32 48 64",
    "D{}ds_v5": "2 4 8 16 32 48 64 96",
    "D{}ads_v5": "2 4 8 16 32 48 64 96",
    "E{}s_v3": "2 4 8 16 20 32 48 64",
    "E{}ds_v4": "2 4 8 16 20 32 48 64",
    "E{}ds_v5": "2 4 8 16 20 32 48 64 96",
    "E{}ads_v5": "2 4 8 16 20 32 48 64 96",
}
MACHINES = frozenset(
    f"Standard_{form.format(size)}" for form, some in _MACHINES.items() for size in some.split()
)
"""The machines that there are somewhere (its page "Compute options")."""

DATABASE_STORAGE_GB = tuple(2**power for power in range(5, 15))
"""The sizes that PostgreSQL's premium disks come in, 32 GiB to 16 TiB."""


@dataclass(frozen=True)
class Machine:
    """What the name of a database machine says.

    Attributes:
        tier: The tier that it belongs to in Azure's API.
        cores: How many it has.
        memory_gb: Follows from its family and its cores.
        generation: Such as "5"; "" where its name has none.
    """

    tier: str
    cores: int
    memory_gb: int
    generation: str


def machine_of(sku: str) -> Machine | None:
    """The machine that a name such as `Standard_D2ds_v5` stands for; None when it names none."""
    match = _DATABASE_SKU.fullmatch(sku)
    if match is None:
        return None
    family, cores, generation = match[1], int(match[2]), match[3] or ""
    return Machine(_DATABASE_TIERS[family], cores, cores * _MEMORY_GB_OF_A_CORE[family], generation)


def database_tier(sku: str) -> str | None:
    """The tier that a database machine belongs to in Azure's API; None when `sku` names none."""
    machine = machine_of(sku)
    return machine.tier if machine else None


def database_connections(sku: str) -> int:
    """The `max_connections` that Azure gives a server of this machine; follows from its memory."""
    machine = machine_of(sku)
    if machine is None:
        return 0
    return _SMALL_CONNECTIONS.get(sku) or _CONNECTIONS_OF_MEMORY_GB.get(machine.memory_gb, _MOST_CONNECTIONS)


def user_connections(sku: str) -> int:
    """Those that are left to Hasura: Azure keeps some for replication and monitoring."""
    return max(0, database_connections(sku) - _OWN_CONNECTIONS)

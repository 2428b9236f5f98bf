"""Whether Azure has the managed database that a tier asks for, and whether it takes Hasura's connections."""

from __future__ import annotations

from infra.config.azure.confirmed import Confirmed
from infra.config.azure.database.machines import (
    CHECKED_ON,
    DATABASE_STORAGE_GB,
    LIST_SKUS,
    MACHINES,
    NO_GEO_BACKUP,
    NO_STANDBY,
    NO_V5,
    database_tier,
    machine_of,
    user_connections,
)
from infra.config.azure.overrides import setting_of, tier_problem
from infra.config.azure.tiers import Tier
from infra.config.reader import ConfigReader

DATABASE_FIELDS = ("database_sku", "database_storage_gb", "high_availability", "backup_days", "geo_backup")
"""The fields of a tier that are about the managed database."""


_POOLS = 2
"""Hasura opens one for the data and one for its metadata, of the same size."""

_VERSIONS = 2
"""While a new container starts, the old one still serves, with connections of its own."""


def check_database(reader: ConfigReader, tier: Tier, region: str, confirmed: Confirmed) -> None:
    """Record every contradiction in the database's part of a tier."""
    kind = database_tier(tier.database_sku)
    if kind is None:
        reason = f"is {tier.database_sku!r}; it has to be like Standard_B1ms or Standard_D2ds_v4"
        tier_problem(reader, "database_sku", reason, "Standard_D2ds_v4")
    if tier.high_availability not in ("Disabled", "SameZone", "ZoneRedundant"):
        reason = f"is {tier.high_availability!r}; it has to be Disabled, SameZone or ZoneRedundant"
        tier_problem(reader, "high_availability", reason, "ZoneRedundant")
    elif tier.high_availability != "Disabled" and kind == "Burstable":
        reason = f"needs a larger machine than {tier.database_sku}"
        tier_problem(reader, "high_availability", reason, "Disabled")
    if tier.database_storage_gb not in DATABASE_STORAGE_GB:
        sizes = ", ".join(str(size) for size in DATABASE_STORAGE_GB)
        reason = f"is {tier.database_storage_gb}; disks come in {sizes}"
        tier_problem(reader, "database_storage_gb", reason, "64")
    _check_region(reader, tier, region, confirmed)


def connections_at_most(tier: Tier, slot: bool) -> int:
    """The most connections that Hasura opens: all instances busy, a new version starting beside the old.

    A slot runs on all instances of the plan, as the app does.
    """
    return tier.maximum_instances * (1 + int(slot)) * _VERSIONS * _POOLS * tier.connections


def _check_region(reader: ConfigReader, tier: Tier, region: str, confirmed: Confirmed) -> None:
    machine = machine_of(tier.database_sku)
    known = tier.database_sku in MACHINES
    if machine and (not known or (machine.generation == "5" and region in NO_V5)):
        _missing(reader, "database_sku", f"{tier.database_sku} in {region}", "Standard_D2ds_v4", confirmed)
    if tier.geo_backup and region in NO_GEO_BACKUP:
        _missing(reader, "geo_backup", f"geo-redundant backup in {region}", "false", confirmed)
    if tier.high_availability == "ZoneRedundant" and region in NO_STANDBY:
        _missing(reader, "high_availability", f"standby in another zone of {region}", "SameZone", confirmed)


def _missing(reader: ConfigReader, field: str, wanted: str, instead: str, confirmed: Confirmed) -> None:
    """What the table of regions denies, unless a person has asked Azure and knows better."""
    if not confirmed.holds(wanted):
        path = f"override.{setting_of(field)}"
        reader.problem(path, *denied(wanted, reader.set(path, instead), confirmed))


def denied(wanted: str, instead: str, confirmed: Confirmed) -> tuple[str, str]:
    """Reason and remedy where Azure's table of regions has no such thing.

    Args:
        wanted: What is wanted and where, the words of the confirmation.
        instead: The command that does without.
        confirmed: The stack's confirmations.
    """
    region = wanted.rsplit(maxsplit=1)[-1]
    reason = f"wants {wanted}, which Azure did not offer on {CHECKED_ON}"
    ask = f"if {LIST_SKUS.format(region=region)} says that it does now"
    return reason, f"{instead}\n    {ask}: {confirmed.command(wanted)}"


def check_connections(reader: ConfigReader, tier: Tier, slot: bool) -> None:
    """Record that the database takes fewer connections than Hasura may open."""
    most, taken = connections_at_most(tier, slot), user_connections(tier.database_sku)
    if most > taken:
        sites = f"{tier.maximum_instances} instances{', each with the slot too,' if slot else ''}"
        reason = (
            f"is {tier.connections}: {sites} would open up to {most} connections (two pools each, and "
            "twice while "
            f"a new version starts beside the old), and {tier.database_sku} takes {taken}"
        )
        fits = max(1, tier.connections * taken // most)
        tier_problem(reader, "connections", reason, str(fits))

"""The three tiers: every choice of size, redundancy and cost in one typed table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

TierName = Literal["economy", "standard", "resilient"]


@dataclass(frozen=True)
class Tier:
    """What a tier decides; `REASONS` tells why, field by field."""

    plan_sku: str
    instances: int
    maximum_instances: int
    zone_redundant: bool
    scale_out_cpu: int
    scale_out_memory: int
    database_sku: str
    database_storage_gb: int
    connections: int
    high_availability: Literal["Disabled", "SameZone", "ZoneRedundant"]
    backup_days: int
    geo_backup: bool
    log_days: int
    log_quota_gb: float


TIERS: Mapping[TierName, Tier] = MappingProxyType(
    {
        "economy": Tier(
            plan_sku="B1",
            instances=1,
            maximum_instances=1,
            zone_redundant=False,
            scale_out_cpu=70,
            scale_out_memory=80,
            database_sku="Standard_B1ms",
            database_storage_gb=32,
            connections=8,
            high_availability="Disabled",
            backup_days=7,
            geo_backup=False,
            log_days=30,
            log_quota_gb=0.5,
        ),
        "standard": Tier(
            plan_sku="P0v3",
            instances=1,
            maximum_instances=3,
            zone_redundant=False,
            scale_out_cpu=70,
            scale_out_memory=80,
            database_sku="Standard_D2ds_v4",
            database_storage_gb=64,
            connections=35,
            high_availability="Disabled",
            backup_days=14,
            geo_backup=False,
            log_days=30,
            log_quota_gb=1.0,
        ),
        "resilient": Tier(
            plan_sku="P1v3",
            instances=3,
            maximum_instances=10,
            zone_redundant=True,
            scale_out_cpu=60,
            scale_out_memory=75,
            database_sku="Standard_D4ds_v4",
            database_storage_gb=128,
            connections=21,
            high_availability="ZoneRedundant",
            backup_days=35,
            geo_backup=True,
            log_days=90,
            log_quota_gb=5.0,
        ),
    }
)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "plan_sku": "B1 is the smallest that stays awake and joins a network; P0v3 adds slots and autoscale, "
        "P1v3 twice its memory",
        "instances": "Hasura is stateless, so one instance serves until it fails; three survive a lost zone",
        "maximum_instances": "one more costs as much as the first; the database carries the connections "
        "of this "
        "many",
        "zone_redundant": "instances in several zones cost nothing extra from three instances on",
        "scale_out_cpu": "percent of CPU over five minutes that adds an instance, early enough that a new "
        "container is up before the old ones are full",
        "scale_out_memory": "percent of memory that adds an instance, before the container is stopped for it",
        "database_sku": "B1ms is for small or idle APIs; from D2ds on the CPU is never throttled; every "
        "region has "
        "the fourth generation",
        "database_storage_gb": "at creation: later it grows by itself and never shrinks; more of it also "
        "means "
        "more operations a second",
        "connections": "the most that one of an instance's two pools opens: all instances at once, with the "
        "slot on each of them, and twice while a new version starts beside the old, stay below what the "
        "database takes (35, 844 and 1703)",
        "high_availability": "a standby in another zone doubles the price and turns an outage into a minute",
        "backup_days": "how far back the database can be restored to any second",
        "geo_backup": "a copy in the paired region survives the loss of the region; chosen at creation only",
        "log_days": "30 days cost nothing extra; audits want more",
        "log_quota_gb": "a loop that logs without end costs at most this much a day",
    }
)

"""The tier that a stack runs on: the table's values with those that config overrides, checked together."""

from __future__ import annotations

import difflib
from dataclasses import asdict, fields
from typing import Any, cast

from infra.config.azure.plans import DATABASE_STORAGE_GB, PLANS, Plan, database_tier
from infra.config.azure.regions import ZONED
from infra.config.azure.tiers import TIERS, Tier, TierName
from infra.config.reader import ConfigReader

DATABASE_FIELDS = ("database_sku", "database_storage_gb", "high_availability", "backup_days", "geo_backup")
"""The fields of a tier that are about the managed database."""

_SETTING = "override"
_RANGES: dict[str, tuple[float, float]] = {
    "instances": (1, 30),
    "maximum_instances": (1, 30),
    "scale_out_cpu": (30, 95),
    "scale_out_memory": (30, 95),
    "backup_days": (7, 35),
    "log_days": (30, 730),
    "log_quota_gb": (0.023, 4000),
}


def read_tier(reader: ConfigReader, region: str, slot: bool) -> tuple[TierName, Tier]:
    """The tier's name and its values; every contradiction in them is a problem."""
    chosen = reader.choice("tier", *TIERS)
    name = cast("TierName", chosen if chosen in TIERS else "standard")
    values: dict[str, Any] = asdict(TIERS[name])
    values |= _overrides(reader)
    tier = Tier(**values)
    _check_plan(reader, tier, region, slot)
    _check_database(reader, tier, region)
    return name, tier


def setting_of(field: str) -> str:
    """The name of a tier's field in config: `plan_sku` is `planSku` there."""
    first, *rest = field.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _overrides(reader: ConfigReader) -> dict[str, Any]:
    names = {setting_of(field.name): field for field in fields(Tier)}
    values: dict[str, Any] = {}
    for name, text in reader.mapping(_SETTING).items():
        field = names.get(name)
        if field is None:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(names)}"
            path = f"{_SETTING}.{name}"
            reader.problem(path, f"is not a value of a tier{hint}", reader.remove(path))
        elif (value := _typed(str(field.type), field.name, text)) is None:
            _problem(reader, field.name, f"is {text!r}; {_expected(str(field.type), field.name)}")
        else:
            values[field.name] = value
    return values


def _typed(kind: str, field: str, text: str) -> str | int | float | bool | None:
    """The value of a text in config; None when it is none of that field's kind."""
    if kind == "bool":
        return {"true": True, "false": False}.get(text)
    if kind not in ("int", "float"):
        return text
    try:
        number = int(text) if kind == "int" else float(text)
    except ValueError:
        return None
    low, high = _RANGES.get(field, (1, 10**6))
    return number if low <= number <= high else None


def _expected(kind: str, field: str) -> str:
    if kind == "bool":
        return "it has to be true or false"
    low, high = _RANGES.get(field, (1, 10**6))
    return f"it has to be a {'whole ' if kind == 'int' else ''}number from {low} to {high}"


def _check_plan(reader: ConfigReader, tier: Tier, region: str, slot: bool) -> None:
    plan = PLANS.get(tier.plan_sku)
    if plan is None:
        near = difflib.get_close_matches(tier.plan_sku, PLANS, n=1)
        hint = near[0] if near else ", ".join(PLANS)
        _problem(reader, "plan_sku", f"is {tier.plan_sku!r}, which is not a Linux plan; did you mean {hint}?")
        return
    if not plan.always_on:
        reason = "cannot stay awake (no Always On) nor join a network; event triggers and subscriptions stop"
        _problem(reader, "plan_sku", f"is {tier.plan_sku}, which {reason}", "B1")
    if slot and not plan.slots:
        _problem(reader, "plan_sku", f"is {tier.plan_sku}, which has no slots, and slot is true", "P0v3")
    _check_instances(reader, tier, plan)
    if tier.zone_redundant and not plan.zones:
        _problem(reader, "zone_redundant", f"is true, and plan {tier.plan_sku} is in one zone only", "false")
    elif tier.zone_redundant and tier.instances < 2:
        _problem(reader, "zone_redundant", "is true with one instance, which is in one zone only", "false")
    elif tier.zone_redundant and region not in ZONED:
        _problem(reader, "zone_redundant", f"is true, and {region} has no availability zones", "false")


def _check_instances(reader: ConfigReader, tier: Tier, plan: Plan) -> None:
    if tier.maximum_instances < tier.instances:
        reason = f"is {tier.maximum_instances}, less than the {tier.instances} instances that always run"
        _problem(reader, "maximum_instances", reason, str(tier.instances))
    for field in ("instances", "maximum_instances"):
        if getattr(tier, field) > plan.instances:
            reason = f"is {getattr(tier, field)}; plan {tier.plan_sku} has at most {plan.instances}"
            _problem(reader, field, reason, str(plan.instances))
    if tier.maximum_instances > tier.instances and not plan.autoscale:
        reason = f"is more than instances, and plan {tier.plan_sku} cannot scale by itself"
        _problem(reader, "maximum_instances", reason, str(tier.instances))


def _check_database(reader: ConfigReader, tier: Tier, region: str) -> None:
    kind = database_tier(tier.database_sku)
    if kind is None:
        reason = f"is {tier.database_sku!r}; it has to be like Standard_B1ms or Standard_D2ds_v5"
        _problem(reader, "database_sku", reason, "Standard_D2ds_v5")
    if tier.high_availability not in ("Disabled", "SameZone", "ZoneRedundant"):
        reason = f"is {tier.high_availability!r}; it has to be Disabled, SameZone or ZoneRedundant"
        _problem(reader, "high_availability", reason, "ZoneRedundant")
    elif tier.high_availability != "Disabled" and kind == "Burstable":
        _problem(reader, "high_availability", f"needs a larger machine than {tier.database_sku}", "Disabled")
    elif tier.high_availability == "ZoneRedundant" and region not in ZONED:
        _problem(reader, "high_availability", f"wants zones, and {region} has none", "SameZone")
    if tier.database_storage_gb not in DATABASE_STORAGE_GB:
        sizes = ", ".join(str(size) for size in DATABASE_STORAGE_GB)
        _problem(reader, "database_storage_gb", f"is {tier.database_storage_gb}; disks come in {sizes}", "64")


def _problem(reader: ConfigReader, field: str, reason: str, value: str = "VALUE") -> None:
    path = f"{_SETTING}.{setting_of(field)}"
    reader.problem(path, reason, reader.set(path, value))

"""The tier that a stack runs on: the table's values with those that config overrides, checked together."""

from __future__ import annotations

import difflib
from dataclasses import asdict
from typing import Any, cast

from infra.config.azure.confirmed import Confirmed
from infra.config.azure.database.sizes import check_connections, check_database
from infra.config.azure.overrides import read_overrides, tier_problem
from infra.config.azure.plans import PLANS, Plan
from infra.config.azure.regions import ZONED
from infra.config.azure.tiers import TIERS, Tier, TierName
from infra.config.reader import ConfigReader


def read_tier(
    reader: ConfigReader, region: str, slot: bool, confirmed: Confirmed
) -> tuple[TierName, Tier, frozenset[str]]:
    """The tier's name, its values, and the fields that config overrides; every contradiction is a problem."""
    chosen = reader.choice("tier", *TIERS)
    name = cast("TierName", chosen if chosen in TIERS else "standard")
    values: dict[str, Any] = asdict(TIERS[name])
    overrides = read_overrides(reader)
    tier = Tier(**(values | overrides))
    known = len(reader.problems)
    _check_plan(reader, tier, region, slot)
    check_database(reader, tier, region, confirmed)
    if len(reader.problems) == known:  # sizes that exist can be counted with
        check_connections(reader, tier, slot)
    return name, tier, frozenset(overrides)


def _check_plan(reader: ConfigReader, tier: Tier, region: str, slot: bool) -> None:
    plan = PLANS.get(tier.plan_sku)
    if plan is None:
        near = difflib.get_close_matches(tier.plan_sku, PLANS, n=1)
        hint = near[0] if near else ", ".join(PLANS)
        tier_problem(
            reader, "plan_sku", f"is {tier.plan_sku!r}, which is not a Linux plan; did you mean {hint}?"
        )
        return
    if not plan.always_on:
        reason = "cannot stay awake (no Always On) nor join a network; event triggers and subscriptions stop"
        tier_problem(reader, "plan_sku", f"is {tier.plan_sku}, which {reason}", "B1")
    if slot and not plan.slots:
        tier_problem(reader, "plan_sku", f"is {tier.plan_sku}, which has no slots, and slot is true", "P0v3")
    _check_instances(reader, tier, plan)
    if tier.zone_redundant and not plan.zones:
        tier_problem(
            reader, "zone_redundant", f"is true, and plan {tier.plan_sku} is in one zone only", "false"
        )
    elif tier.zone_redundant and tier.instances < 2:
        tier_problem(
            reader, "zone_redundant", "is true with one instance, which is in one zone only", "false"
        )
    elif tier.zone_redundant and region not in ZONED:
        tier_problem(reader, "zone_redundant", f"is true, and {region} has no availability zones", "false")


def _check_instances(reader: ConfigReader, tier: Tier, plan: Plan) -> None:
    if tier.maximum_instances < tier.instances:
        reason = f"is {tier.maximum_instances}, less than the {tier.instances} instances that always run"
        tier_problem(reader, "maximum_instances", reason, str(tier.instances))
    for field in ("instances", "maximum_instances"):
        if getattr(tier, field) > plan.instances:
            reason = f"is {getattr(tier, field)}; plan {tier.plan_sku} has at most {plan.instances}"
            tier_problem(reader, field, reason, str(plan.instances))
    if tier.maximum_instances > tier.instances and not plan.autoscale:
        reason = f"is more than instances, and plan {tier.plan_sku} cannot scale by itself"
        tier_problem(reader, "maximum_instances", reason, str(tier.instances))

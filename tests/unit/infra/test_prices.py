"""What a tier costs: the dated prices, and the estimate made with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from infra.config.azure.operation.prices import cost_of, estimate
from infra.config.azure.plans import PLANS
from infra.config.azure.tiers import TIERS, TierName


@pytest.mark.parametrize(
    ("tier", "fixed", "most", "logs"),
    [("economy", 49, 49, 45), ("standard", 225, 372, 90), ("resilient", 944, 1736, 449)],
)
def test_estimate_adds_up_what_runs(tier: TierName, fixed: int, most: int, logs: int) -> None:
    """Plan, machines and disks, twice where there is a standby; all instances; the quota every day."""
    found = estimate(TIERS[tier], database=True)
    assert found is not None
    assert (found.fixed, found.most, found.logs) == (fixed, most, logs)


def test_database_of_ones_own_is_not_counted() -> None:
    """An external database costs this stack nothing, whatever machine the tier names."""
    tier = replace(TIERS["standard"], database_sku="Standard_B2s")
    found = estimate(tier, database=False)
    assert found is not None
    assert (found.fixed, found.most) == (74, 221)


def test_a_larger_machine_costs_by_its_cores() -> None:
    """Machines of general purpose and those with more memory are priced by the core."""
    eight = estimate(replace(TIERS["standard"], database_sku="Standard_D8ds_v4"), database=True)
    memory = estimate(replace(TIERS["standard"], database_sku="Standard_E4ds_v4"), database=True)
    assert eight is not None
    assert memory is not None
    assert (eight.fixed, memory.fixed) == (652, 465)


def test_what_has_no_price_is_said() -> None:
    """No figure is made up for a size that the tables do not have, and every tier's sizes are among them."""
    said = cost_of(replace(TIERS["standard"], plan_sku="P5mv3"), database=True)
    assert said.startswith("not known:")
    assert "P5mv3" in said
    assert "P5mv3" in PLANS


def test_estimate_says_that_it_is_one() -> None:
    """The output's words hold the range, the logs, and what the figures are."""
    said = cost_of(TIERS["standard"], database=True)
    assert said == (
        "about $225 to $372 a month, and up to $90 for logs: an estimate, by American list prices of 2025"
    )
    assert cost_of(TIERS["economy"], database=True).startswith("about $49 a month")

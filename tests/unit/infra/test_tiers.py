"""The table of tiers: complete, reasoned, and possible in Azure."""

from __future__ import annotations

from dataclasses import fields

import pytest

from infra.config.azure.plans import PLANS, database_tier
from infra.config.azure.regions import REGIONS, ZONED
from infra.config.azure.tiers import REASONS, TIERS, Tier
from tests.support.configurations import override
from tests.support.configurations import prod_problems as problems
from tests.support.configurations import prod_settings as settings


def test_every_choice_has_its_reason() -> None:
    """No value stands in the table without saying what it is for."""
    assert set(REASONS) == {field.name for field in fields(Tier)}


@pytest.mark.parametrize("name", TIERS)
def test_every_tier_is_possible(name: str) -> None:
    """None of the checks on overridden values refuses a tier as it stands."""
    assert problems(tier=name) == []
    assert settings(tier=name).azure.tier == TIERS[name]  # type: ignore[index] # the parameter is one of them


def test_tiers_grow_in_everything_that_costs() -> None:
    """A higher tier is never smaller in anything."""
    economy, standard, resilient = TIERS["economy"], TIERS["standard"], TIERS["resilient"]
    for field in ("instances", "maximum_instances", "database_storage_gb", "backup_days", "log_quota_gb"):
        assert getattr(economy, field) <= getattr(standard, field) <= getattr(resilient, field), field


def test_single_value_is_overridden() -> None:
    """One value changes and the rest of the tier stays."""
    tier = settings(**override(planSku="P2v3", logQuotaGb=2.5, geoBackup=True)).azure.tier
    assert (tier.plan_sku, tier.log_quota_gb, tier.geo_backup) == ("P2v3", 2.5, True)
    assert tier.database_sku == TIERS["standard"].database_sku


@pytest.mark.parametrize(
    ("sku", "tier"),
    [
        ("Standard_B1ms", "Burstable"),
        ("Standard_B2s", "Burstable"),
        ("Standard_D2ds_v5", "GeneralPurpose"),
        ("Standard_E4ads_v5", "MemoryOptimized"),
        ("Standard_F2", None),
        ("B1ms", None),
    ],
)
def test_database_machine_belongs_to_a_tier(sku: str, tier: str | None) -> None:
    """The tier that Azure wants beside the machine's name follows from the name."""
    assert database_tier(sku) == tier


def test_only_the_free_plan_sleeps() -> None:
    """Everything else can keep Hasura awake."""
    assert [name for name, plan in PLANS.items() if not plan.always_on] == ["F1"]


def test_zoned_regions_are_regions() -> None:
    """The default region is one of them."""
    assert ZONED < REGIONS
    assert "westeurope" in ZONED

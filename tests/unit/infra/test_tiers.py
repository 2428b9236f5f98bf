"""The table of tiers: complete, reasoned, and possible in Azure."""

from __future__ import annotations

from dataclasses import fields

import pytest

from infra.config.azure.database.machines import (
    NO_GEO_BACKUP,
    NO_NEW_STANDBY,
    NO_STANDBY,
    NO_V5,
    database_connections,
    database_tier,
    user_connections,
)
from infra.config.azure.database.sizes import connections_at_most
from infra.config.azure.plans import PLANS
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
    assert settings().azure.region in ZONED


@pytest.mark.parametrize("name", TIERS)
def test_every_tiers_database_takes_all_connections(name: str) -> None:
    """All instances with a slot on each, two pools, the old containers beside the new: enough for all."""
    tier = TIERS[name]  # type: ignore[index] # the parameter is one of them
    slot = PLANS[tier.plan_sku].slots > 0
    assert connections_at_most(tier, slot) <= user_connections(tier.database_sku)


@pytest.mark.parametrize(
    ("sku", "connections"),
    [
        ("Standard_B1ms", 50),
        ("Standard_B2s", 429),
        ("Standard_B2ms", 859),
        ("Standard_D2ds_v4", 859),
        ("Standard_D4ds_v5", 1718),
        ("Standard_E2ds_v5", 1718),
        ("Standard_D96ds_v5", 5000),
    ],
)
def test_connections_follow_from_the_machine(sku: str, connections: int) -> None:
    """The numbers of Azure's page about limits, of which fifteen are its own."""
    assert database_connections(sku) == connections
    assert user_connections(sku) == connections - 15


def test_more_connections_than_the_database_takes_are_refused() -> None:
    """A smaller machine, or more instances, need smaller pools; the message has a number that fits."""
    [said] = problems(**override(databaseSku="Standard_B1ms"))
    assert "up to 420 connections" in said
    assert "takes 35" in said
    assert "'herm:override.connections' 2" in said
    assert problems(**override(databaseSku="Standard_B1ms", connections=2)) == []


@pytest.mark.parametrize(
    ("region", "values", "words"),
    [
        ("eastus2", {"databaseSku": "Standard_D2ds_v5"}, "Standard_D2ds_v5 in eastus2"),
        ("westus3", {"geoBackup": True}, "geo-redundant backup in westus3"),
        ("japanwest", {"highAvailability": "ZoneRedundant"}, "standby in another zone of japanwest"),
    ],
)
def test_what_a_region_lacks_is_refused_unless_a_person_knows_better(
    region: str, values: dict[str, object], words: str
) -> None:
    """The table is dated: the message has the command that asks Azure, and the words to overrule."""
    [said] = problems(location=region, **override(**values))
    assert f"az postgres flexible-server list-skus --location {region}" in said
    assert f"pulumi config set --path 'herm:confirmed[0]' '{words}' --stack prod" in said
    assert problems(location=region, **override(**values), confirmed=f'["{words}"]') == []


def test_every_tier_exists_in_the_default_region() -> None:
    """Nothing of the dated table stands in the way of a tier as it comes."""
    region = settings().azure.region
    for denied in (NO_V5, NO_GEO_BACKUP, NO_STANDBY, NO_NEW_STANDBY):
        assert region not in denied
        assert denied < REGIONS

"""A plan's name decides its tier, Azure moves its count, and not every change of it is taken."""

from __future__ import annotations

from typing import Any

import pytest

from doubles.session import Rehearsal
from tests.rehearsal.clouds import GROUP, SITE, WEB, Ask, deploy

PLAN = f"{WEB}/serverfarms/plan"


def plan(name: str, capacity: int = 1, **properties: Any) -> dict[str, Any]:
    """A request for a plan."""
    sku = {"name": name, "capacity": capacity}
    return {
        "location": "westeurope",
        "kind": "linux",
        "sku": sku,
        "properties": {"reserved": True, **properties},
    }


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("B1", "Basic"),
        ("S2", "Standard"),
        ("P1v2", "PremiumV2"),
        ("P0v3", "Premium0V3"),
        ("P1v3", "PremiumV3"),
        ("P3mv3", "PremiumMV3"),
        ("P0v4", "Premium0V4"),
        ("P5mv4", "PremiumMV4"),
    ],
)
def test_tier_follows_from_the_name(ask: Ask, name: str, tier: str) -> None:
    """Whatever tier a request names beside it, a reader sees Azure's own."""
    ask("PUT", GROUP, {"location": "westeurope"})
    sent = plan(name)
    sent["sku"]["tier"] = "Nonsense"
    assert ask("PUT", f"{WEB}/serverfarms/named", sent).status_code == 200
    assert ask("GET", f"{WEB}/serverfarms/named").json()["sku"]["tier"] == tier


def test_basic_takes_no_slots(cloud: Rehearsal, ask: Ask) -> None:
    """A plan with a slot becomes Basic only when the slot is gone."""
    deploy(cloud, ask)
    body = {"location": "westeurope", "properties": {}}
    assert ask("PUT", f"{SITE}/slots/staging", body).status_code == 200
    assert ask("PUT", PLAN, plan("B1")).status_code == 409
    ask("DELETE", f"{SITE}/slots/staging")
    assert ask("PUT", PLAN, plan("B1")).status_code == 200


def test_not_every_unit_has_premium(cloud: Rehearsal, ask: Ask) -> None:
    """Where a plan's machines are may have no Premium v3: the change is refused, the plan stays."""
    deploy(cloud, ask)
    ask("PUT", PLAN, plan("B1"))
    found = ask("GET", PLAN).json()["id"]
    cloud.happens("unit", found, "no-premium")
    assert ask("PUT", PLAN, plan("P0v3")).status_code == 409
    assert ask("GET", PLAN).json()["sku"]["name"] == "B1"
    cloud.happens("unit", found)
    assert ask("PUT", PLAN, plan("P0v3")).status_code == 200


def test_zones_need_more_than_one_instance(ask: Ask) -> None:
    """A zone redundant plan of one instance is refused."""
    ask("PUT", GROUP, {"location": "westeurope"})
    place = f"{WEB}/serverfarms/zoned"
    assert ask("PUT", place, plan("P1v3", 1, zoneRedundant=True)).status_code == 400
    assert ask("PUT", place, plan("P1v3", 3, zoneRedundant=True)).status_code == 200


def test_azure_moves_the_count(cloud: Rehearsal, ask: Ask) -> None:
    """Autoscale changes the number of instances, and a plan that is sent whole sets it back."""
    deploy(cloud, ask)
    ask("PUT", PLAN, plan("P1v3"))
    cloud.happens("scaled", ask("GET", PLAN).json()["id"], 3)
    assert ask("GET", PLAN).json()["sku"]["capacity"] == 3
    ask("PUT", PLAN, plan("P1v3"))
    assert ask("GET", PLAN).json()["properties"]["numberOfWorkers"] == 1

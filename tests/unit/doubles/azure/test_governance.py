"""Locks and budgets over time: a lock that is gone holds for a moment, and a budget begins when it may."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.support.arm import SUBSCRIPTION, Arm

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/herm"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
LOCK = f"{IDENTITY}/providers/Microsoft.Authorization/locks/herm-data"
BUDGET = f"{GROUP}/providers/Microsoft.Consumption/budgets/month"
PLACE = {"location": "swedencentral"}


@pytest.fixture
def arm(tmp_path: Path) -> Arm:
    """A group with something in it; a lock that is gone holds for a minute."""
    arm = Arm(tmp_path)
    arm.world.lock_seconds = 60
    for path in (GROUP, IDENTITY):
        assert arm.put(path, PLACE) is None
    return arm


def test_lock_that_is_gone_holds_for_a_moment(arm: Arm) -> None:
    """What was locked cannot go right after its lock, and can a minute later."""
    assert arm.put(LOCK, {"properties": {"level": "CanNotDelete"}}) is None
    assert arm.delete(LOCK) is None
    assert "are locked" in str(arm.delete(IDENTITY))
    arm.world.move_clock(61)
    assert arm.delete(IDENTITY) is None


def _first(months: int) -> str:
    """The first of a month, so many months from now."""
    today = dt.datetime.now(dt.UTC).date()
    number = today.year * 12 + today.month - 1 + months
    return f"{dt.date(number // 12, number % 12 + 1, 1)}T00:00:00Z"


def budget(start: str, grain: str = "Monthly", **period: str) -> dict[str, Any]:
    """A budget that tells nobody."""
    properties = {"category": "Cost", "amount": 400, "timeGrain": grain}
    return {"properties": {**properties, "timePeriod": {"startDate": start, **period}}}


def test_budget_begins_in_its_period_or_within_a_year(arm: Arm) -> None:
    """Not last month, unless the period is longer; not more than twelve months ahead; and ends after that."""
    year = f"{dt.datetime.now(dt.UTC).year}-01-01T00:00:00Z"
    for wrong in (
        budget(_first(-1)),
        budget(_first(13)),
        budget(_first(-12), "Annually"),
        budget(_first(1), endDate=_first(1)),
    ):
        assert arm.put(BUDGET, wrong) is not None
    for number, right in enumerate((budget(_first(0)), budget(_first(12)), budget(year, "Annually"))):
        assert arm.put(f"{BUDGET}{number}", right) is None

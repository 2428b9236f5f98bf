"""Locks and budgets: what Azure refuses to whoever asks, and what it wants of a budget."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest

from doubles.session import Rehearsal
from tests.rehearsal.clouds import GROUP, VAULTS, Ask, deploy, let_read

VAULT = f"{VAULTS}/herm-vault"
LOCK = f"{VAULT}/providers/Microsoft.Authorization/locks/data"
NEXT, AFTER = ((dt.date.today().replace(day=1) + dt.timedelta(days)).strftime("%Y-%m") for days in (32, 64))  # noqa: DTZ011 - a month
BUDGET = f"{GROUP}/providers/Microsoft.Consumption/budgets/month"


def lock(ask: Ask, level: str = "CanNotDelete") -> httpx.Response:
    """Lock the vault."""
    return ask("PUT", LOCK, {"properties": {"level": level, "notes": "of this test"}})


def code(answer: httpx.Response) -> str:
    """ARM's code of a refusal."""
    return str(answer.json()["error"]["code"])


def test_what_is_locked_stays_with_all_that_is_on_it_and_around_it(cloud: Rehearsal, ask: Ask) -> None:
    """Neither the vault goes, nor the group that holds it, nor a role on it; it can be changed."""
    deploy(cloud, ask)
    role = let_read(cloud, ask).json()["id"]
    assert lock(ask).status_code == 201
    for path in (VAULT, role, GROUP):
        refused = ask("DELETE", path)
        assert (refused.status_code, code(refused)) == (409, "ScopeLocked")
    changed = {**ask("GET", VAULT).json(), "tags": {"a": "b"}}
    assert ask("PUT", VAULT, {key: changed[key] for key in ("location", "properties", "tags")}).is_success
    assert ask("DELETE", LOCK).is_success
    assert ask("DELETE", role).is_success


def test_what_is_locked_against_changes_is_not_changed(cloud: Rehearsal, ask: Ask) -> None:
    """ReadOnly refuses a write too; a level that does not exist is refused itself."""
    deploy(cloud, ask)
    assert lock(ask, "Never").status_code == 400
    assert lock(ask, "ReadOnly").is_success
    refused = ask("PUT", f"{VAULT}/secrets/one", {"properties": {"value": "x"}})
    assert code(refused) == "ScopeLocked"
    assert ask("DELETE", LOCK).is_success


def budget(start: str, **changed: Any) -> dict[str, Any]:
    """A budget that tells one person."""
    told = {"enabled": True, "operator": "GreaterThan", "threshold": 80, "contactEmails": ["a@example.com"]}
    properties = {
        "category": "Cost",
        "amount": 400,
        "timeGrain": "Monthly",
        "timePeriod": {"startDate": start},
        "notifications": {"near": {**told, **changed.pop("told", {})}},
        **changed,
    }
    return {"properties": properties}


def test_budget_begins_with_a_month_that_is_not_over(cloud: Rehearsal, ask: Ask) -> None:
    """Not in its middle, not last year; once made, it goes on from there."""
    ask("PUT", GROUP, {"location": "westeurope"})
    for wrong in (f"{NEXT}-02T00:00:00Z", "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "soon"):
        assert ask("PUT", BUDGET, budget(wrong)).status_code == 400
    assert ask("PUT", BUDGET, budget(f"{NEXT}-01T00:00:00Z")).status_code == 201
    cloud.let_pass(40 * 24 * 3600)
    assert ask("PUT", BUDGET, budget(f"{NEXT}-01", amount=500)).status_code == 200
    assert ask("PUT", BUDGET, budget(f"{AFTER}-01T00:00:00Z")).status_code == 400
    assert ask("DELETE", BUDGET).is_success


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"timeGrain": "Daily"},
        {"told": {"threshold": 1001}},
        {"told": {"contactEmails": []}},
        {"told": {"mail": "a@example.com"}},
    ],
)
def test_budget_that_is_none_is_refused(ask: Ask, wrong: dict[str, Any]) -> None:
    """Nothing to spend, no such period, a threshold beyond reach, nobody to tell, an unknown property."""
    ask("PUT", GROUP, {"location": "westeurope"})
    assert ask("PUT", BUDGET, budget(f"{NEXT}-01T00:00:00Z", **wrong)).status_code == 400

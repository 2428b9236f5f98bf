"""The life of stack prod, deployed by the real engine to the emulator: each change does what it should, only.

The other modules named after prod are about one part of it each. What the emulator models and what not is
told in docs/development/rehearsal.md.
"""

from __future__ import annotations

from cli.paths import PROD
from cli.rehearsal.checks import check_environment
from infra.config.settings import parse
from infra.contract import environment
from tests.rehearsal.clouds import asker
from tests.rehearsal.prod import UP, Prod


def test_app_gets_exactly_the_contracts_environment(prod: Prod) -> None:
    """Every reference resolves, and name by name the app has what the contract says."""
    assert set(prod.app["references"].values()) == {"Resolved"}
    expected = environment(parse(PROD, prod.settings.all))
    assert "all as in the contract" in check_environment(expected, prod.app["environment"])


def test_second_up_writes_nothing(prod: Prod) -> None:
    """Nothing changed, so nothing is written, with and without a refresh."""
    assert prod.writes_of_up("--expect-no-changes") == []
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []


def test_setting_changed_by_hand_is_seen_and_repaired(prod: Prod) -> None:
    """`preview --refresh` tells of it, `up --refresh` undoes it, and its value is plain nowhere."""
    path = f"{prod.app_id}/config/appsettings"
    settings = dict(prod.app["settings"])
    settings["ADDED_BY_HAND"] = "value-set-by-hand"
    asker(prod.azure)("PUT", path, {"properties": settings}).raise_for_status()
    seen = prod.workspace.attempt("preview", "--stack", PROD, "--refresh", "--expect-no-changes", "--diff")
    assert seen.returncode != 0
    assert "value-set-by-hand" not in seen.stdout + seen.stderr
    prod.workspace.run("refresh", "--stack", PROD, "--yes", "--skip-preview")
    assert "value-set-by-hand" not in prod.workspace.run("stack", "export", "--stack", PROD)
    assert prod.writes_of_up() == ["PUT config/appsettings"]
    assert "ADDED_BY_HAND" not in prod.app["environment"]


def test_slot_has_the_apps_environment(prod: Prod) -> None:
    """`slot: true` adds a slot with the same settings and touches the app itself not at all."""
    restarts = prod.app["restarts"]
    prod.set("slot", "true")
    prod.workspace.run(*UP)
    slot = prod.azure.app(f"{prod.app_id}/slots/staging")
    assert slot["environment"] == prod.app["environment"]
    assert prod.app["restarts"] == restarts
    prod.set("slot", "false")
    prod.workspace.run(*UP)


def test_budget_is_kept_from_the_month_on_in_which_it_was_made(prod: Prod) -> None:
    """It tells who is told of alerts; another amount months later changes the amount alone."""
    prod.set("alertEmail", "me@example.com")
    prod.set("monthlyBudget", "400")
    prod.workspace.run(*UP)
    prod.azure.let_pass(100 * 24 * 3600)
    prod.set("monthlyBudget", "500")
    assert prod.writes_of_up("--refresh") == ["PUT budgets/hermapi-budget"]
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []
    # This machine's clock has not moved: to ARM a new budget would begin in the past from here on.
    prod.workspace.run("config", "rm", "herm:monthlyBudget", "--stack", PROD)
    assert prod.writes_of_up("--refresh") == ["DELETE budgets/hermapi-budget"]


def test_another_tier_keeps_the_data(prod: Prod) -> None:
    """Server, database and vault are changed where they are, and never replaced."""
    [plan] = [one["id"] for one in prod.azure.resources() if one["type"].endswith("/serverfarms")]
    prod.azure.happens("scaled", plan, 3)
    prod.workspace.run("config", "set", "--path", "herm:tags.changed", "yes", "--stack", PROD)
    prod.workspace.run(*UP, "--refresh")
    [machines] = [one["sku"]["capacity"] for one in prod.azure.resources() if one["id"] == plan]
    assert machines == 3  # Azure's own number stays, whatever else of the plan changes
    prod.set("tier", "economy")
    writes = prod.writes_of_up("--refresh")
    assert "PUT serverfarms/hermapi-plan" in writes
    assert not [write for write in writes if write.startswith("DELETE") and "hermapi-db" in write]
    assert "DELETE autoscaleSettings/hermapi-autoscale" in writes
    assert prod.writes_of_up("--expect-no-changes") == []

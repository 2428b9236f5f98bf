"""Azure Monitor refuses what a resource neither measures nor logs."""

from __future__ import annotations

from typing import Any

import pytest

from doubles.session import Rehearsal
from tests.rehearsal.clouds import GROUP, SITE, VAULTS, WEB, Ask, deploy

_INSIGHTS = "providers/Microsoft.Insights"
_WORKSPACES = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces"
_CRITERIA = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"


@pytest.fixture(scope="module")
def app(cloud: Rehearsal, ask: Ask) -> str:
    """The id of an app beside a workspace."""
    found = deploy(cloud, ask)
    assert ask("PUT", f"{_WORKSPACES}/logs", {"location": "westeurope"}).is_success
    return found


def alert(watched: str, **changed: str) -> dict[str, Any]:
    """A rule on server errors, with some words changed."""
    criterion = {
        "criterionType": "StaticThresholdCriterion",
        "name": "one",
        "metricName": changed.get("metric", "Http5xx"),
        "timeAggregation": changed.get("aggregation", "Total"),
        "operator": "GreaterThan",
        "threshold": 10,
    }
    properties = {
        "severity": 1,
        "enabled": True,
        "scopes": [watched],
        "evaluationFrequency": changed.get("frequency", "PT1M"),
        "windowSize": changed.get("window", "PT5M"),
        "criteria": {"odata.type": _CRITERIA, "allOf": [criterion]},
    }
    return {"location": "global", "properties": properties}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"metric": "is_db_alive"}, "Couldn't find a metric named is_db_alive"),
        ({"metric": "http5xx"}, "Couldn't find a metric named http5xx"),
        ({"metric": "HealthCheckStatus"}, "aggregation Total is not supported"),
        ({"frequency": "PT15M"}, "does not fit"),
    ],
)
def test_an_alert_is_about_what_is_measured(ask: Ask, app: str, changed: Any, words: str) -> None:
    """A metric of another type, another spelling, a sum of percentages, times that do not fit: refused."""
    path = f"{GROUP}/{_INSIGHTS}/metricAlerts/one"
    refused = ask("PUT", path, alert(app, **changed))
    assert (refused.status_code, words in refused.text) == (400, True)
    assert ask("PUT", path, alert(app)).is_success


def test_an_alert_is_about_what_is_there(ask: Ask, app: str) -> None:
    """A rule on an app that does not exist is refused."""
    refused = ask("PUT", f"{GROUP}/{_INSIGHTS}/metricAlerts/one", alert(f"{app}-2"))
    assert refused.json()["error"]["code"] == "ResourceNotFound"


def logging(workspace: str, *categories: str) -> dict[str, Any]:
    """A diagnostic setting."""
    logs = [{"category": category, "enabled": True} for category in categories]
    return {"properties": {"workspaceId": workspace, "logs": logs}}


def test_a_resource_logs_its_own_categories(ask: Ask, app: str) -> None:
    """A category of another type is refused, for an app and for a vault."""
    workspace = ask("GET", f"{_WORKSPACES}/logs").json()["id"]
    for resource, good, wrong in (
        (SITE, "AppServiceConsoleLogs", "AuditEvent"),
        (f"{VAULTS}/herm-vault", "AuditEvent", "PostgreSQLLogs"),
    ):
        path = f"{resource}/{_INSIGHTS}/diagnosticSettings/logs"
        refused = ask("PUT", path, logging(workspace, wrong))
        assert f"Category '{wrong}' is not supported" in refused.text
        assert ask("PUT", path, logging(workspace, good)).is_success
    assert ask("PUT", path, logging(f"{workspace}-2", "AuditEvent")).status_code == 404
    assert app


def test_a_category_goes_to_a_workspace_once(ask: Ask, app: str) -> None:
    """A second setting that sends the same to the same place is a conflict."""
    workspace = ask("GET", f"{_WORKSPACES}/logs").json()["id"]
    path = f"{app}/{_INSIGHTS}/diagnosticSettings"
    assert ask("PUT", f"{path}/first", logging(workspace, "AppServiceHTTPLogs")).is_success
    again = ask("PUT", f"{path}/second", logging(workspace, "AppServiceHTTPLogs"))
    assert (again.status_code, "is already used in diagnostic setting 'first'" in again.text) == (409, True)


def test_autoscale_looks_at_what_is_measured(ask: Ask, app: str) -> None:
    """A rule on a metric of another type is refused."""
    plan = ask("GET", f"{WEB}/serverfarms/plan").json()["id"]
    trigger = {
        "metricName": "CpuTime",
        "metricResourceUri": plan,
        "timeGrain": "PT1M",
        "statistic": "Average",
        "timeWindow": "PT5M",
        "timeAggregation": "Average",
        "operator": "GreaterThan",
        "threshold": 70,
    }
    action = {"direction": "Increase", "type": "ChangeCount", "value": "1", "cooldown": "PT5M"}
    profile = {
        "name": "load",
        "capacity": {"minimum": "1", "maximum": "3", "default": "1"},
        "rules": [{"metricTrigger": trigger, "scaleAction": action}],
    }
    body = {"location": "westeurope", "properties": {"profiles": [profile], "targetResourceUri": plan}}
    refused = ask("PUT", f"{GROUP}/{_INSIGHTS}/autoscaleSettings/load", body)
    assert "Couldn't find a metric named CpuTime" in refused.text
    trigger["metricName"] = "CpuPercentage"
    assert ask("PUT", f"{GROUP}/{_INSIGHTS}/autoscaleSettings/load", body).is_success
    assert app

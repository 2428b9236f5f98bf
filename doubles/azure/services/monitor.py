"""Azure Monitor: alerts, autoscale and diagnostic settings, which know what each type measures and logs.

Whether a server is of the machines that a metric is for is not asked.
"""

from __future__ import annotations

from typing import Any

from doubles.azure.errors import bad_request, conflict, not_found
from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import Service, properties_of
from doubles.azure.services.monitor_names import LOGS, METRICS
from doubles.azure.world import Resource, World

_GROUPS = ("allLogs", "audit")
_TOTALS = (
    "BytesReceived",
    "BytesSent",
    "CpuTime",
    "Requests",
    "Http",
    "connections_failed",
    "connections_succeeded",
)
_MINUTES = {
    "PT1M": 1,
    "PT5M": 5,
    "PT15M": 15,
    "PT30M": 30,
    "PT1H": 60,
    "PT6H": 360,
    "PT12H": 720,
    "P1D": 1440,
}
_MOST_SETTINGS = 5


class MetricAlerts(Service):
    """Alerts on one metric of one resource."""

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Refuse a metric that the resource does not have, and times that do not fit."""
        del rid, old
        given = properties_of(body)
        window, frequency = (_MINUTES[given[key]] for key in ("windowSize", "evaluationFrequency"))
        if frequency > window:
            raise bad_request(
                f"The evaluation frequency '{given['evaluationFrequency']}' does not fit the window size "
                f"'{given['windowSize']}'.",
                "BadRequest",
            )
        for scope in given["scopes"]:
            watched = _watched(world, scope)
            for one in (given.get("criteria") or {}).get("allOf") or []:
                _check_metric(watched, one["metricName"], one["timeAggregation"])
        for action in given.get("actions") or []:
            _watched(world, action["actionGroupId"])
        return body


class AutoscaleSettings(Service):
    """Rules by which Azure changes the number of machines."""

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Refuse rules on a metric that the resource does not have."""
        del rid, old
        for profile in properties_of(body).get("profiles") or []:
            for rule in profile.get("rules") or []:
                trigger = rule["metricTrigger"]
                _check_metric(_watched(world, trigger["metricResourceUri"]), trigger["metricName"])
        return body


class DiagnosticSettings(Service):
    """What a resource logs, and where to."""

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Refuse a category that the resource does not have, and one that goes to the same place already."""
        logging, given = _watched(world, rid.scope), properties_of(body)
        if place := given.get("workspaceId"):
            _watched(world, place)
        categories = _enabled(given)
        known = [*LOGS.get(logging.type, []), *_GROUPS, "AllMetrics"]
        for category in categories:
            if category not in known:
                raise bad_request(f"Category '{category}' is not supported.", "BadRequest")
        others = [one for one in _settings_of(world, rid) if one["id"].lower() != rid.key]
        if old is None and len(others) >= _MOST_SETTINGS:
            raise conflict(
                f"The limit of {_MOST_SETTINGS} diagnostic settings was reached for '{rid.scope}'."
            )
        for other in others:
            theirs = properties_of(other)
            same_place = str(theirs.get("workspaceId")).lower() == str(place).lower()
            for category in sorted(categories & _enabled(theirs)) if same_place else ():
                raise conflict(
                    f"Data sink '{place}' is already used in diagnostic setting '{other['name']}' for "
                    f"category '{category}'. Data sinks can't be reused in different settings on the same "
                    "category for the same resource."
                )
        return body


def _watched(world: World, path: str) -> ResourceId:
    """What a rule is about, which has to be there."""
    rid = parse(path)
    if world.find(rid.key) is None:
        raise not_found(rid)
    return rid


def _check_metric(watched: ResourceId, metric: str, aggregation: str = "Average") -> None:
    if metric not in METRICS.get(watched.type, []):
        raise bad_request(
            f"Couldn't find a metric named {metric}. Make sure the name is correct.", "BadRequest"
        )
    if aggregation == "Total" and not metric.startswith(_TOTALS):
        raise bad_request(
            f"The aggregation {aggregation} is not supported for metric {metric}.", "BadRequest"
        )


def _enabled(properties: dict[str, Any]) -> set[str]:
    """The categories of logs and metrics that a setting sends."""
    entries = [*(properties.get("logs") or []), *(properties.get("metrics") or [])]
    return {str(one.get("category") or one.get("categoryGroup")) for one in entries if one.get("enabled")}


def _settings_of(world: World, rid: ResourceId) -> list[Resource]:
    """All diagnostic settings of the resource that a setting is of."""
    kind = "microsoft.insights/diagnosticsettings"
    return [
        resource
        for one, resource in world.below(rid.scope)
        if one.type == kind and one.scope.lower() == rid.scope.lower()
    ]

"""What is worth waking somebody for, in one table, and what follows from the database's machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_azure_native.monitor import (
    ActionGroup,
    AggregationTypeEnum,
    MetricAlert,
    MetricAlertActionArgs,
    MetricAlertSingleResourceMultipleMetricCriteriaArgs,
    MetricCriteriaArgs,
    MicrosoftCommonEmailReceiverArgs,
    Operator,
)

from infra.azure.location import Location
from infra.config.azure.database.machines import database_tier, user_connections
from infra.config.azure.names import Names
from infra.config.azure.tiers import Tier


@dataclass(frozen=True)
class Alert:
    """One rule.

    Attributes:
        watched: What is measured: the app, its plan or the database server.
        minutes: How long the metric has to be beyond its limit.
        severity: 0 is critical, 4 is a note.
    """

    name: str
    watched: Literal["app", "plan", "database"]
    metric: str
    aggregation: AggregationTypeEnum
    operator: Operator
    limit: float
    minutes: int
    severity: int
    description: str


_AVERAGE, _TOTAL = AggregationTypeEnum.AVERAGE, AggregationTypeEnum.TOTAL
_MAXIMUM = AggregationTypeEnum.MAXIMUM
_ABOVE, _BELOW = Operator.GREATER_THAN, Operator.LESS_THAN

_ALERTS: tuple[Alert, ...] = (
    Alert("health", "app", "HealthCheckStatus", _AVERAGE, _BELOW, 100, 5, 1, "An instance is not healthy."),
    Alert("errors", "app", "Http5xx", _TOTAL, _ABOVE, 10, 5, 1, "The API answers with server errors."),
    Alert("latency", "app", "HttpResponseTime", _AVERAGE, _ABOVE, 2, 15, 2, "Answers take over 2 seconds."),
    Alert("cpu", "plan", "CpuPercentage", _AVERAGE, _ABOVE, 85, 15, 2, "The instances are short of CPU."),
    Alert("alive", "database", "is_db_alive", _MAXIMUM, _BELOW, 1, 5, 0, "The database does not answer."),
    Alert("storage", "database", "storage_percent", _AVERAGE, _ABOVE, 85, 15, 1, "The disk is nearly full."),
    Alert("database-cpu", "database", "cpu_percent", _AVERAGE, _ABOVE, 85, 15, 2, "It is short of CPU."),
)
_CONNECTIONS_IN_USE = 0.85
_CREDITS_LEFT = 20
"""A credit is a minute of one core at full speed; without any, a burstable machine runs at a fifth of it."""


def alerts_of(tier: Tier) -> tuple[Alert, ...]:
    """The alerts of a tier: its database takes only so many connections, and may live on credits."""
    machine = tier.database_sku
    most = int(user_connections(machine) * _CONNECTIONS_IN_USE)
    told = f"It has over {most} connections, and takes {user_connections(machine)}."
    alerts = (
        *_ALERTS,
        Alert("connections", "database", "active_connections", _AVERAGE, _ABOVE, most, 15, 2, told),
    )
    if database_tier(machine) != "Burstable":
        return alerts
    told = f"It has used up its CPU credits, and slows down in {_CREDITS_LEFT} minutes."
    credit = Alert(
        "credits", "database", "cpu_credits_remaining", _AVERAGE, _BELOW, _CREDITS_LEFT, 15, 2, told
    )
    return (*alerts, credit)


def email_group(
    name: str, location: Location, names: Names, email: str, parent: pulumi.Resource
) -> ActionGroup:
    """The group of one address that alerts are sent to."""
    return ActionGroup(
        f"{name}-email",
        action_group_name=names.part("alerts"),
        group_short_name="herm",
        resource_group_name=location.group,
        location="global",
        enabled=True,
        email_receivers=[
            MicrosoftCommonEmailReceiverArgs(
                name="operator", email_address=email, use_common_alert_schema=True
            )
        ],
        tags=location.tags,
        opts=pulumi.ResourceOptions(parent=parent),
    )


@dataclass(frozen=True)
class Watch:
    """What an alert looks at, whom it tells and where it is."""

    location: Location
    names: Names
    scope: pulumi.Output[str]
    groups: Sequence[pulumi.Output[str]]


def metric_alert(name: str, alert: Alert, watch: Watch, parent: pulumi.Resource) -> MetricAlert:
    """One rule of the table as a resource."""
    return MetricAlert(
        f"{name}-alert-{alert.name}",
        rule_name=watch.names.part(alert.name),
        resource_group_name=watch.location.group,
        location="global",
        description=alert.description,
        enabled=True,
        auto_mitigate=True,
        severity=alert.severity,
        scopes=[watch.scope],
        evaluation_frequency="PT1M" if alert.minutes <= 5 else "PT5M",
        window_size=f"PT{alert.minutes}M",
        criteria=MetricAlertSingleResourceMultipleMetricCriteriaArgs(
            odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            all_of=[
                MetricCriteriaArgs(
                    criterion_type="StaticThresholdCriterion",
                    name=alert.name,
                    metric_name=alert.metric,
                    time_aggregation=alert.aggregation,
                    operator=alert.operator,
                    threshold=alert.limit,
                )
            ],
        ),
        actions=[MetricAlertActionArgs(action_group_id=group) for group in watch.groups],
        tags=watch.location.tags,
        opts=pulumi.ResourceOptions(parent=parent),
    )

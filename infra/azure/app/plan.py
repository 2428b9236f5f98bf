"""The App Service plan and how it scales."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_azure_native.monitor import (
    AutoscaleProfileArgs,
    AutoscaleSetting,
    ComparisonOperationType,
    MetricStatisticType,
    MetricTriggerArgs,
    ScaleActionArgs,
    ScaleCapacityArgs,
    ScaleDirection,
    ScaleRuleArgs,
    ScaleType,
    TimeAggregationType,
)
from pulumi_azure_native.web import AppServicePlan, SkuDescriptionArgs

from infra.azure.location import Location
from infra.config.azure.settings import AzureSettings


def app_service_plan(
    name: str,
    location: Location,
    azure: AzureSettings,
    parent: pulumi.Resource,
    after: Sequence[pulumi.Resource],
) -> AppServicePlan:
    """Linux machines of the tier's size; Azure changes their number where the tier lets it.

    Args:
        name: The component's name.
        location: Where it is made.
        azure: The tier and the names.
        parent: The component.
        after: What goes only once the plan has gone: a plan holds on to the subnet that its apps are in.
    """
    tier = azure.tier
    scales = tier.maximum_instances > tier.instances
    plan = AppServicePlan(
        f"{name}-plan",
        name=azure.names.part("plan"),
        resource_group_name=location.group,
        location=location.region,
        kind="linux",
        reserved=True,  # what makes it Linux
        zone_redundant=tier.zone_redundant,
        sku=SkuDescriptionArgs(name=tier.plan_sku, capacity=tier.instances),
        tags=location.tags,
        # Where Azure scales, the number of instances at any moment is Azure's and no drift.
        opts=pulumi.ResourceOptions(
            parent=parent, depends_on=[*after], ignore_changes=["sku.capacity"] if scales else None
        ),
    )
    if scales:
        _autoscale(name, location, azure, plan, parent)
    return plan


def _autoscale(
    name: str, location: Location, azure: AzureSettings, plan: AppServicePlan, parent: pulumi.Resource
) -> None:
    tier = azure.tier
    # Out on either, in on CPU alone: Azure takes a machine away when all rules agree, and the memory that
    # platform and Hasura hold at rest would never let them.
    cpu, memory = tier.scale_out_cpu, tier.scale_out_memory
    rules = [
        _rule(plan, "CpuPercentage", cpu, out=True),
        _rule(plan, "MemoryPercentage", memory, out=True),
        _rule(plan, "CpuPercentage", cpu // 2, out=False),
    ]
    capacity = ScaleCapacityArgs(
        minimum=str(tier.instances), maximum=str(tier.maximum_instances), default=str(tier.instances)
    )
    AutoscaleSetting(
        f"{name}-autoscale",
        autoscale_setting_name=azure.names.part("autoscale"),
        name=azure.names.part("autoscale"),
        resource_group_name=location.group,
        location=location.region,
        enabled=True,
        target_resource_uri=plan.id,
        profiles=[AutoscaleProfileArgs(name="load", capacity=capacity, rules=rules)],
        tags=location.tags,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _rule(plan: AppServicePlan, metric: str, limit: int, *, out: bool) -> ScaleRuleArgs:
    """One instance more above the limit, or one less below it for longer, so that it does not swing."""
    window = "PT5M" if out else "PT15M"
    above, below = ComparisonOperationType.GREATER_THAN, ComparisonOperationType.LESS_THAN
    return ScaleRuleArgs(
        metric_trigger=MetricTriggerArgs(
            metric_name=metric,
            metric_resource_uri=plan.id,
            operator=above if out else below,
            threshold=limit,
            statistic=MetricStatisticType.AVERAGE,
            time_aggregation=TimeAggregationType.AVERAGE,
            time_grain="PT1M",
            time_window=window,
        ),
        scale_action=ScaleActionArgs(
            direction=ScaleDirection.INCREASE if out else ScaleDirection.DECREASE,
            type=ScaleType.CHANGE_COUNT,
            value="1",
            cooldown=window,
        ),
    )

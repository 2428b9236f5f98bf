"""A budget for the resource group: Azure tells by e-mail when the bill gets near it. It stops nothing."""

from __future__ import annotations

import datetime as dt

import pulumi
from pulumi_azure_native.consumption import (
    Budget,
    BudgetTimePeriodArgs,
    CategoryType,
    NotificationArgs,
    OperatorType,
    ThresholdType,
    TimeGrainType,
)

from infra.config.azure.settings import AzureSettings

_TOLD_AT = ((80, ThresholdType.ACTUAL), (100, ThresholdType.ACTUAL), (100, ThresholdType.FORECASTED))
"""Percent of the budget that was spent, or will be by the end of the month."""


def monthly_budget(
    name: str, azure: AzureSettings, neighbour: pulumi.Output[str], parent: pulumi.Resource
) -> Budget:
    """The budget of the stack's resource group.

    Args:
        name: The component's name.
        azure: The amount, in the currency of the bill, and who is told.
        neighbour: Id of any resource in the group.
        parent: The component.
    """
    notifications = {
        f"{kind.value.lower()}-{percent}": NotificationArgs(
            enabled=True,
            operator=OperatorType.GREATER_THAN_OR_EQUAL_TO,
            threshold=percent,
            threshold_type=kind,
            contact_emails=[azure.notices.email],
        )
        for percent, kind in _TOLD_AT
    }
    # It begins with the month in which it is made, which Azure wants, and never begins anew.
    month = dt.datetime.now(dt.UTC).date().replace(day=1)
    return Budget(
        f"{name}-budget",
        budget_name=azure.names.part("budget"),
        scope=neighbour.apply(lambda path: path.partition("/providers/")[0]),
        category=CategoryType.COST,
        amount=azure.notices.budget,
        time_grain=TimeGrainType.MONTHLY,
        time_period=BudgetTimePeriodArgs(start_date=f"{month}T00:00:00Z"),
        notifications=notifications,
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["timePeriod"]),
    )

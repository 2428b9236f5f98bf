"""Component `herm:index:AzureMonitoring`: logs that are kept for a while, alerts, and the budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native.monitor import DiagnosticSetting, DiagnosticsLogSettingsArgs
from pulumi_azure_native.operationalinsights import Workspace, WorkspaceCappingArgs, WorkspaceSkuArgs

from infra.azure.location import Location
from infra.azure.monitoring.alerts import Watch, alerts_of, email_group, metric_alert
from infra.config.azure.settings import AzureSettings

# What Hasura prints, who asked what, and what App Service did with the container.
_SITE = ("AppServiceConsoleLogs", "AppServiceHTTPLogs", "AppServicePlatformLogs")
_LOGS: Mapping[str, Sequence[str]] = {
    "app": _SITE,
    "slot": _SITE,
    "database": ("PostgreSQLLogs",),  # errors, connections, checkpoints; no statements
    "vault": ("AuditEvent",),  # who read or wrote which secret
}
"""What is kept of each, by the word that names it. All share one daily quota, so nothing is kept twice.

Metrics are not among it: Azure keeps them for 93 days by itself, without a charge.
"""


@dataclass(frozen=True)
class AzureMonitoringArgs:
    """What is watched.

    Attributes:
        logged: Ids of what writes logs, by the word that names it.
        watched: Ids of what alerts look at; an alert on something that is not here is left out.
    """

    location: Location
    azure: AzureSettings
    logged: Mapping[str, pulumi.Output[str]]
    watched: Mapping[str, pulumi.Output[str]]


class AzureMonitoring(pulumi.ComponentResource):
    """A workspace with a daily quota, the logs in it, and the table of alerts.

    Attributes:
        workspace_id: The workspace's id.
    """

    workspace_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: AzureMonitoringArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("herm:index:AzureMonitoring", name, None, opts)
        azure, location = args.azure, args.location
        workspace = Workspace(
            f"{name}-workspace",
            workspace_name=azure.names.part("logs"),
            resource_group_name=location.group,
            location=location.region,
            sku=WorkspaceSkuArgs(name="PerGB2018"),
            retention_in_days=azure.tier.log_days,
            workspace_capping=WorkspaceCappingArgs(daily_quota_gb=azure.tier.log_quota_gb),
            tags=location.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.workspace_id = workspace.id
        for word, resource in args.logged.items():
            DiagnosticSetting(
                f"{name}-{word}-logs",
                name=azure.names.part("logs"),
                resource_uri=resource,
                workspace_id=workspace.id,
                logs=[
                    DiagnosticsLogSettingsArgs(category=category, enabled=True) for category in _LOGS[word]
                ],
                opts=pulumi.ResourceOptions(parent=self),
            )
        groups = (
            [email_group(name, location, azure.names, azure.notices.email, self).id]
            if azure.notices.email
            else []
        )
        if azure.notices.budget:
            # Loaded only where it is used.
            from infra.azure.monitoring.budget import monthly_budget  # noqa: PLC0415 - see above

            monthly_budget(name, azure, workspace.id, self)
        for alert in alerts_of(azure.tier):
            if alert.watched in args.watched:
                watch = Watch(location, azure.names, args.watched[alert.watched], groups)
                metric_alert(name, alert, watch, self)
        self.register_outputs({"workspaceId": self.workspace_id})

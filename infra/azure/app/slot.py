"""Component `herm:index:AzureSlot`: the slot `staging`, made from the same contract as the app.

What is deliberately not here: no swap. A swap is a step of a deployment; as part of the desired state it
would be undone and done again. Since both sides have the same settings, a swap moves nothing but the image.
"""

from __future__ import annotations

import pulumi
from pulumi_azure_native.web import (
    WebApp,
    WebAppApplicationSettingsSlot,
    WebAppDiagnosticLogsConfigurationSlot,
    WebAppFtpAllowedSlot,
    WebAppScmAllowedSlot,
    WebAppSlot,
    WebAppSlotConfigurationNames,
)

from infra.azure.app.site import Site, container_logs, site_arguments
from infra.config.azure.names import SLOT


class AzureSlot(pulumi.ComponentResource):
    """A second site beside the app, on the same plan, with the same settings.

    Attributes:
        slot_id: The slot's id.
    """

    slot_id: pulumi.Output[str]

    def __init__(
        self, name: str, app: WebApp, site: Site, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("herm:index:AzureSlot", name, None, opts)
        group = site.location.group
        slot = WebAppSlot(
            f"{name}-site",
            name=app.name,
            slot=SLOT,
            **site_arguments(site),
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(site.after)),
        )
        ftp = WebAppFtpAllowedSlot(
            f"{name}-ftp",
            name=app.name,
            slot=SLOT,
            resource_group_name=group,
            allow=False,
            opts=pulumi.ResourceOptions(parent=self, deleted_with=slot, depends_on=[slot]),
        )
        scm = WebAppScmAllowedSlot(
            f"{name}-scm",
            name=app.name,
            slot=SLOT,
            resource_group_name=group,
            allow=False,
            opts=pulumi.ResourceOptions(parent=self, deleted_with=slot, depends_on=[ftp]),
        )
        logs = WebAppDiagnosticLogsConfigurationSlot(
            f"{name}-logs",
            name=app.name,
            slot=SLOT,
            resource_group_name=group,
            http_logs=container_logs(),
            opts=pulumi.ResourceOptions(parent=self, deleted_with=slot, depends_on=[scm]),
        )
        settings = WebAppApplicationSettingsSlot(
            f"{name}-settings",
            name=app.name,
            slot=SLOT,
            resource_group_name=group,
            properties=site.settings,
            opts=pulumi.ResourceOptions(parent=self, deleted_with=slot, depends_on=[logs]),
        )
        # No name is sticky: a setting that stayed behind would make the swapped app differ from what was
        # tried. Declared, so that one made sticky by hand is seen as drift.
        WebAppSlotConfigurationNames(
            f"{name}-sticky-names",
            name=app.name,
            resource_group_name=group,
            app_setting_names=[],
            connection_string_names=[],
            opts=pulumi.ResourceOptions(parent=self, deleted_with=app, depends_on=[settings]),
        )
        self.slot_id = slot.id
        self.register_outputs({"slotId": self.slot_id})

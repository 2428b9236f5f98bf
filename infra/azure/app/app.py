"""The app with its settings: what App Service has of it, one request after the other."""

from __future__ import annotations

import pulumi
from pulumi_azure_native.web import (
    WebApp,
    WebAppApplicationSettings,
    WebAppDiagnosticLogsConfiguration,
    WebAppFtpAllowed,
    WebAppScmAllowed,
)

from infra.azure.app.site import Site, container_logs, site_arguments


def app_with_settings(
    name: str, app_name: str, site: Site, parent: pulumi.Resource
) -> tuple[WebApp, WebAppApplicationSettings]:
    """The app and its settings, in this order: App Service refuses two requests at a time.

    Args:
        name: The component's name.
        app_name: The app's name in Azure.
        site: What it is.
        parent: The component.
    """
    app = WebApp(
        f"{name}-app",
        name=app_name,
        **site_arguments(site),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=list(site.after)),
    )
    ftp = WebAppFtpAllowed(
        f"{name}-ftp",
        name=app.name,
        resource_group_name=site.location.group,
        allow=False,
        opts=pulumi.ResourceOptions(parent=parent, deleted_with=app, depends_on=[app]),
    )
    scm = WebAppScmAllowed(
        f"{name}-scm",
        name=app.name,
        resource_group_name=site.location.group,
        allow=False,
        opts=pulumi.ResourceOptions(parent=parent, deleted_with=app, depends_on=[ftp]),
    )
    logs = WebAppDiagnosticLogsConfiguration(
        f"{name}-logs",
        name=app.name,
        resource_group_name=site.location.group,
        http_logs=container_logs(),
        opts=pulumi.ResourceOptions(parent=parent, deleted_with=app, depends_on=[scm]),
    )
    settings = WebAppApplicationSettings(
        f"{name}-settings",
        name=app.name,
        resource_group_name=site.location.group,
        properties=site.settings,
        opts=pulumi.ResourceOptions(parent=parent, deleted_with=app, depends_on=[logs, *site.after]),
    )
    return app, settings

"""Which model describes which ARM type; a type that is not listed is kept as it is sent."""

from __future__ import annotations

import functools
import importlib

from doubles.azure.shapes import mapped, typed
from doubles.azure.shapes.shape import Record

_WEB, _POSTGRES = "azure.mgmt.web.models", "azure.mgmt.postgresqlflexibleservers.models"
_NETWORK, _DNS = "azure.mgmt.network.models", "azure.mgmt.privatedns.models"
_POLICIES = "microsoft.web/sites{}/basicpublishingcredentialspolicies"

_CONFIGS = {
    "appsettings": "StringDictionary",
    "connectionstrings": "ConnectionStringDictionary",
    "metadata": "StringDictionary",
    "web": "SiteConfigResource",
    "logs": "SiteLogsConfig",
    "slotconfignames": "SlotConfigNamesResource",
}
"""`sites/config` is one ARM type with a different model for each name."""

_MODELS = {
    "microsoft.resources/resourcegroups": ("azure.mgmt.resource.resources.models", "ResourceGroup"),
    "microsoft.web/serverfarms": (_WEB, "AppServicePlan"),
    "microsoft.web/sites": (_WEB, "Site"),
    "microsoft.web/sites/slots": (_WEB, "Site"),
    "microsoft.web/sites/sitecontainers": (_WEB, "SiteContainer"),
    _POLICIES.format(""): (_WEB, "CsmPublishingCredentialsPoliciesEntity"),
    _POLICIES.format("/slots"): (_WEB, "CsmPublishingCredentialsPoliciesEntity"),
    "microsoft.keyvault/vaults": ("azure.mgmt.keyvault.models", "VaultCreateOrUpdateParameters"),
    "microsoft.keyvault/vaults/secrets": ("azure.mgmt.keyvault.models", "SecretCreateOrUpdateParameters"),
    "microsoft.dbforpostgresql/flexibleservers": (_POSTGRES, "Server"),
    "microsoft.dbforpostgresql/flexibleservers/databases": (_POSTGRES, "Database"),
    "microsoft.dbforpostgresql/flexibleservers/configurations": (_POSTGRES, "Configuration"),
    "microsoft.dbforpostgresql/flexibleservers/firewallrules": (_POSTGRES, "FirewallRule"),
    "microsoft.network/virtualnetworks": (_NETWORK, "VirtualNetwork"),
    "microsoft.network/virtualnetworks/subnets": (_NETWORK, "Subnet"),
    "microsoft.network/networksecuritygroups": (_NETWORK, "NetworkSecurityGroup"),
    "microsoft.network/privatednszones": (_DNS, "PrivateZone"),
    "microsoft.network/privatednszones/virtualnetworklinks": (_DNS, "VirtualNetworkLink"),
    "microsoft.managedidentity/userassignedidentities": ("azure.mgmt.msi.v2024_11_30.models", "Identity"),
    "microsoft.authorization/roleassignments": (
        "azure.mgmt.authorization.v2022_04_01.models",
        "RoleAssignmentCreateParameters",
    ),
    "microsoft.operationalinsights/workspaces": ("azure.mgmt.loganalytics.models", "Workspace"),
    "microsoft.insights/components": (
        "azure.mgmt.applicationinsights.v2020_02_02.models",
        "ApplicationInsightsComponent",
    ),
    "microsoft.insights/diagnosticsettings": (
        "azure.mgmt.monitor.v2021_05_01_preview.models",
        "DiagnosticSettingsResource",
    ),
    "microsoft.insights/autoscalesettings": (
        "azure.mgmt.monitor.v2022_10_01.models",
        "AutoscaleSettingResource",
    ),
    "microsoft.insights/metricalerts": ("azure.mgmt.monitor.v2018_03_01.models", "MetricAlertResource"),
    "microsoft.insights/actiongroups": ("azure.mgmt.monitor.v2023_01_01.models", "ActionGroupResource"),
}


@functools.cache
def shape_of(kind: str, name: str) -> Record | None:
    """The shape of a resource's body.

    Args:
        kind: The ARM type, in lower case.
        name: The resource's own name.
    """
    if kind in ("microsoft.web/sites/config", "microsoft.web/sites/slots/config"):
        model = _CONFIGS.get(name.lower())
        place = (_WEB, model) if model else None
    else:
        place = _MODELS.get(kind)
    if place is None:
        return None
    found = getattr(importlib.import_module(place[0]), place[1])
    return mapped.record(found) if hasattr(found, "_attribute_map") else typed.record(found)

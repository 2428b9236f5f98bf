"""The rules of single resource types: a row for each type that the emulator knows, with its model."""

from __future__ import annotations

from doubles.azure.errors import ArmError
from doubles.azure.services.base import Service
from doubles.azure.services.governance import Budgets, Locks
from doubles.azure.services.identity import RoleAssignments, UserAssignedIdentities
from doubles.azure.services.keyvault import Vaults, VaultSecrets
from doubles.azure.services.monitor import AutoscaleSettings, DiagnosticSettings, MetricAlerts
from doubles.azure.services.networks.networks import Networks, Subnets
from doubles.azure.services.networks.private_zones import NetworkLinks, PrivateZones
from doubles.azure.services.postgres.administrators import Administrators
from doubles.azure.services.postgres.servers import Configurations, FlexibleServers, ServerChildren
from doubles.azure.services.registries import Registries
from doubles.azure.services.small import Groups, Plain, Workspaces
from doubles.azure.services.storage import BlobContainers, BlobServices, StorageAccounts
from doubles.azure.services.web.domains import Certificates, HostNameBindings
from doubles.azure.services.web.plans import Plans
from doubles.azure.services.web.private_endpoints import PrivateEndpoints, ZoneGroups
from doubles.azure.services.web.site_config import PublishingPolicies, SiteConfigs
from doubles.azure.services.web.sites import Sites

_RESOURCES = "azure.mgmt.resource.resources.models"
_WEB = "azure.mgmt.web.models"
_VAULT = "azure.mgmt.keyvault.models"
_IDENTITY = "azure.mgmt.msi.v2024_11_30.models"
_ROLES = "azure.mgmt.authorization.v2022_04_01.models"
_POSTGRES = "azure.mgmt.postgresqlflexibleservers.models"
_NETWORK = "azure.mgmt.network.models"
_DNS = "azure.mgmt.privatedns.models"
_LOGS = "azure.mgmt.loganalytics.models"
_INSIGHTS = "azure.mgmt.applicationinsights.v2020_02_02.models"
_MONITOR = "azure.mgmt.monitor.{}.models".format

_SITE, _CONFIG = Sites(_WEB, "Site"), SiteConfigs(_WEB, "")
_POLICY = PublishingPolicies(_WEB, "CsmPublishingCredentialsPoliciesEntity")
_CHILDREN = "microsoft.dbforpostgresql/flexibleservers"

_SERVICES: dict[str, Service] = {
    "microsoft.resources/resourcegroups": Groups(_RESOURCES, "ResourceGroup"),
    "microsoft.web/serverfarms": Plans(_WEB, "AppServicePlan"),
    "microsoft.web/sites": _SITE,
    "microsoft.web/sites/slots": _SITE,
    "microsoft.web/sites/config": _CONFIG,
    "microsoft.web/sites/slots/config": _CONFIG,
    "microsoft.web/sites/hostnamebindings": HostNameBindings(_WEB, "HostNameBinding"),
    "microsoft.web/certificates": Certificates(_WEB, "Certificate"),
    "microsoft.web/sites/sitecontainers": Plain(_WEB, "SiteContainer"),
    "microsoft.web/sites/basicpublishingcredentialspolicies": _POLICY,
    "microsoft.web/sites/slots/basicpublishingcredentialspolicies": _POLICY,
    "microsoft.keyvault/vaults": Vaults(_VAULT, "VaultCreateOrUpdateParameters"),
    "microsoft.keyvault/vaults/secrets": VaultSecrets(_VAULT, "SecretCreateOrUpdateParameters"),
    "microsoft.managedidentity/userassignedidentities": UserAssignedIdentities(_IDENTITY, "Identity"),
    "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": Plain(
        _IDENTITY, "FederatedIdentityCredential"
    ),
    "microsoft.authorization/roleassignments": RoleAssignments(_ROLES, "RoleAssignmentCreateParameters"),
    "microsoft.authorization/locks": Locks(),
    "microsoft.consumption/budgets": Budgets(),
    _CHILDREN: FlexibleServers(_POSTGRES, "Server"),
    f"{_CHILDREN}/administrators": Administrators(_POSTGRES, "AdministratorMicrosoftEntraAdd"),
    f"{_CHILDREN}/databases": ServerChildren(_POSTGRES, "Database"),
    f"{_CHILDREN}/firewallrules": ServerChildren(_POSTGRES, "FirewallRule"),
    f"{_CHILDREN}/configurations": Configurations(_POSTGRES, "Configuration"),
    "microsoft.network/virtualnetworks": Networks(_NETWORK, "VirtualNetwork"),
    "microsoft.network/virtualnetworks/subnets": Subnets(_NETWORK, "Subnet"),
    "microsoft.network/networksecuritygroups": Plain(_NETWORK, "NetworkSecurityGroup"),
    "microsoft.network/privateendpoints": PrivateEndpoints(_NETWORK, "PrivateEndpoint"),
    "microsoft.network/privateendpoints/privatednszonegroups": ZoneGroups(_NETWORK, "PrivateDnsZoneGroup"),
    "microsoft.network/privatednszones": PrivateZones(_DNS, "PrivateZone"),
    "microsoft.network/privatednszones/virtualnetworklinks": NetworkLinks(_DNS, "VirtualNetworkLink"),
    "microsoft.storage/storageaccounts": StorageAccounts(),
    "microsoft.storage/storageaccounts/blobservices": BlobServices(),
    "microsoft.storage/storageaccounts/blobservices/containers": BlobContainers(),
    "microsoft.operationalinsights/workspaces": Workspaces(_LOGS, "Workspace"),
    "microsoft.containerregistry/registries": Registries(),
    "microsoft.insights/components": Plain(_INSIGHTS, "ApplicationInsightsComponent"),
    "microsoft.insights/diagnosticsettings": DiagnosticSettings(
        _MONITOR("v2021_05_01_preview"), "DiagnosticSettingsResource"
    ),
    "microsoft.insights/autoscalesettings": AutoscaleSettings(
        _MONITOR("v2022_10_01"), "AutoscaleSettingResource"
    ),
    "microsoft.insights/metricalerts": MetricAlerts(_MONITOR("v2018_03_01"), "MetricAlertResource"),
    "microsoft.insights/actiongroups": Plain(_MONITOR("v2023_01_01"), "ActionGroupResource"),
}


def service_of(kind: str) -> Service:
    """The rules of a type.

    Raises:
        ArmError: The emulator does not know the type.
    """
    found = _SERVICES.get(kind)
    if found is None:
        namespace, _, name = kind.partition("/")
        raise ArmError(
            404,
            "InvalidResourceType",
            f"The resource type '{name}' could not be found in the namespace '{namespace}': "
            "the emulator does not know it.",
        )
    return found

"""The types that the double knows: where each is in ARM, and what azure-native does differently for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from doubles.azure.ids import parse
from doubles.azure.services import service_of
from doubles.azure.shapes.shape import Record

_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"


@dataclass(frozen=True)
class Kind:
    """One type.

    Attributes:
        path: The id with the names of the inputs that fill it.
        version: The API version that SDK 3.29.0 uses for it by default.
        location: Whether a missing location is taken from the resource group.
        default: For a resource that always exists and cannot be deleted: the body that resets it.
        read_by_post: Whether it is read by POST to `list`.
        replace_on: Inputs, besides those of the path and the location, that only a new resource can change.
        vault_secret: Whether it is deleted over the vault's data plane.
        site: Whether every read adds GET `config/web`.
        delete_query: What DELETE carries in its query.
        kept: Property that is sent empty on create when unset, and read back and kept on update.
        maps: Properties whose keys the user chooses.
    """

    path: str
    version: str
    location: bool = False
    default: dict[str, Any] | None = None
    read_by_post: bool = False
    replace_on: tuple[str, ...] = ()
    vault_secret: bool = False
    site: bool = False
    delete_query: tuple[tuple[str, str], ...] = ()
    kept: str | None = None
    maps: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The inputs that are in the path."""
        return re.findall(r"\{(\w+)\}", self.path)

    def names_in(self, path: str) -> dict[str, str]:
        """The inputs that an id holds, as an import needs them."""
        pattern = re.sub(r"\\{(scope|resourceUri)\\}", r"(?P<\1>.+)", re.escape(self.path))
        found = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", pattern), path, re.IGNORECASE)
        values = found.groupdict() if found else {}
        return {name: value for name, value in values.items() if name != "subscriptionId"}

    @property
    def own_name(self) -> str | None:
        """The input that names the resource itself; None when the path fixes the name."""
        found = re.search(r"\{(\w+)\}$", self.path)
        return found.group(1) if found else None

    @property
    def shape(self) -> Record | None:
        """The model of its body."""
        rid = parse(self.path.replace("/{scope}", "").replace("/{resourceUri}", ""))
        return service_of(rid.type).shape(rid.name or "")


def _web(tail: str, **more: Any) -> Kind:
    return Kind(f"{_GROUP}/providers/Microsoft.Web/{tail}", "2025-05-01", **more)


def _postgres(tail: str, **more: Any) -> Kind:
    return Kind(f"{_GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{tail}", "2025-08-01", **more)


def _network(tail: str, version: str, **more: Any) -> Kind:
    return Kind(f"{_GROUP}/providers/Microsoft.Network/{tail}", version, **more)


def _insights(tail: str, version: str, **more: Any) -> Kind:
    return Kind(f"{_GROUP}/providers/Microsoft.Insights/{tail}", version, **more)


_SITE: dict[str, Any] = {
    "site": True,
    "location": True,
    "delete_query": (("deleteEmptyServerFarm", "false"),),
}
_SETTINGS: dict[str, Any] = {
    "read_by_post": True,
    "default": {"properties": {}},
    "maps": ("properties",),
}
_POLICY: dict[str, Any] = {"default": {"properties": {"allow": True}}}
_LOGS = {
    "applicationLogs": {"fileSystem": {"level": "Off"}},
    "httpLogs": {"fileSystem": {"enabled": False, "retentionInDays": 0, "retentionInMb": 35}},
    "detailedErrorMessages": {"enabled": False},
    "failedRequestsTracing": {"enabled": False},
}
_NO_NAMES: dict[str, list[str]] = {
    "appSettingNames": [],
    "connectionStringNames": [],
    "azureStorageConfigNames": [],
}

KINDS: dict[str, Kind] = {
    "resources:ResourceGroup": Kind(_GROUP, "2024-03-01"),
    "web:AppServicePlan": _web("serverfarms/{name}", location=True),
    "web:WebApp": _web("sites/{name}", **_SITE),
    "web:WebAppSlot": _web("sites/{name}/slots/{slot}", **_SITE),
    "web:WebAppApplicationSettings": _web("sites/{name}/config/appsettings", **_SETTINGS),
    "web:WebAppApplicationSettingsSlot": _web("sites/{name}/slots/{slot}/config/appsettings", **_SETTINGS),
    "web:WebAppSlotConfigurationNames": _web(
        "sites/{name}/config/slotConfigNames", default={"properties": _NO_NAMES}
    ),
    "web:WebAppFtpAllowed": _web("sites/{name}/basicPublishingCredentialsPolicies/ftp", **_POLICY),
    "web:WebAppFtpAllowedSlot": _web(
        "sites/{name}/slots/{slot}/basicPublishingCredentialsPolicies/ftp", **_POLICY
    ),
    "web:WebAppScmAllowed": _web("sites/{name}/basicPublishingCredentialsPolicies/scm", **_POLICY),
    "web:WebAppScmAllowedSlot": _web(
        "sites/{name}/slots/{slot}/basicPublishingCredentialsPolicies/scm", **_POLICY
    ),
    "web:WebAppDiagnosticLogsConfiguration": _web("sites/{name}/config/logs", default={"properties": _LOGS}),
    "web:WebAppDiagnosticLogsConfigurationSlot": _web(
        "sites/{name}/slots/{slot}/config/logs", default={"properties": _LOGS}
    ),
    "web:WebAppHostNameBinding": _web("sites/{name}/hostNameBindings/{hostName}"),
    "web:Certificate": _web("certificates/{name}", location=True, replace_on=("canonicalName",)),
    "managedidentity:UserAssignedIdentity": Kind(
        f"{_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{{resourceName}}",
        "2023-01-31",
        location=True,
    ),
    "authorization:RoleAssignment": Kind(
        "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
        "2022-04-01",
        replace_on=("principalId",),
    ),
    "authorization:ManagementLockByScope": Kind(
        "/{scope}/providers/Microsoft.Authorization/locks/{lockName}", "2020-05-01"
    ),
    "consumption:Budget": Kind(
        "/{scope}/providers/Microsoft.Consumption/budgets/{budgetName}", "2024-08-01", maps=("notifications",)
    ),
    "keyvault:Vault": Kind(
        f"{_GROUP}/providers/Microsoft.KeyVault/vaults/{{vaultName}}",
        "2024-11-01",
        location=True,
        kept="accessPolicies",
    ),
    "keyvault:Secret": Kind(
        f"{_GROUP}/providers/Microsoft.KeyVault/vaults/{{vaultName}}/secrets/{{secretName}}",
        "2024-11-01",
        vault_secret=True,
    ),
    "dbforpostgresql:Server": _postgres("{serverName}", location=True, replace_on=("administratorLogin",)),
    "dbforpostgresql:AdministratorsMicrosoftEntra": _postgres(
        "{serverName}/administrators/{objectId}",
        replace_on=("principalName", "principalType", "tenantId"),
    ),
    "dbforpostgresql:Database": _postgres(
        "{serverName}/databases/{databaseName}", replace_on=("charset", "collation")
    ),
    "dbforpostgresql:FirewallRule": _postgres("{serverName}/firewallRules/{firewallRuleName}"),
    "dbforpostgresql:Configuration": _postgres("{serverName}/configurations/{configurationName}", default={}),
    "network:VirtualNetwork": _network(
        "virtualNetworks/{virtualNetworkName}", "2024-05-01", location=True, kept="subnets"
    ),
    "network:Subnet": _network("virtualNetworks/{virtualNetworkName}/subnets/{subnetName}", "2024-05-01"),
    "network:PrivateEndpoint": _network(
        "privateEndpoints/{privateEndpointName}", "2024-05-01", location=True, replace_on=("subnet",)
    ),
    "network:PrivateDnsZoneGroup": _network(
        "privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        "2024-05-01",
    ),
    "privatedns:PrivateZone": _network("privateDnsZones/{privateZoneName}", "2024-06-01", location=True),
    "privatedns:VirtualNetworkLink": _network(
        "privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
        "2024-06-01",
        location=True,
    ),
    "operationalinsights:Workspace": Kind(
        f"{_GROUP}/providers/Microsoft.OperationalInsights/workspaces/{{workspaceName}}",
        "2023-09-01",
        location=True,
    ),
    "monitor:DiagnosticSetting": Kind(
        "/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}", "2021-05-01-preview"
    ),
    "monitor:AutoscaleSetting": _insights(
        "autoscaleSettings/{autoscaleSettingName}", "2021-05-01-preview", location=True
    ),
    "monitor:MetricAlert": _insights("metricAlerts/{ruleName}", "2018-03-01", location=True),
    "monitor:ActionGroup": _insights("actionGroups/{actionGroupName}", "2024-10-01-preview", location=True),
}


def kind_of(token: str) -> Kind | None:
    """The type of a token such as `azure-native:web:WebApp`."""
    return KINDS.get(token.removeprefix("azure-native:"))

"""The rules of single resource types, and the table that finds them."""

from __future__ import annotations

from doubles.azure.services.base import Service
from doubles.azure.services.identity import RoleAssignments, UserAssignedIdentities
from doubles.azure.services.keyvault import Vaults, VaultSecrets
from doubles.azure.services.plans import Plans
from doubles.azure.services.postgres import Configurations, FlexibleServers, ServerChildren
from doubles.azure.services.site_config import PublishingPolicies, SiteConfigs
from doubles.azure.services.sites import Sites
from doubles.azure.services.small import Groups, Networked, Plain, Workspaces

_PLAIN = Plain()
_SERVICES: dict[str, Service] = {
    "microsoft.resources/resourcegroups": Groups(),
    "microsoft.web/serverfarms": Plans(),
    "microsoft.web/sites": Sites(),
    "microsoft.web/sites/slots": Sites(),
    "microsoft.web/sites/config": SiteConfigs(),
    "microsoft.web/sites/slots/config": SiteConfigs(),
    "microsoft.web/sites/basicpublishingcredentialspolicies": PublishingPolicies(),
    "microsoft.web/sites/slots/basicpublishingcredentialspolicies": PublishingPolicies(),
    "microsoft.keyvault/vaults": Vaults(),
    "microsoft.keyvault/vaults/secrets": VaultSecrets(),
    "microsoft.managedidentity/userassignedidentities": UserAssignedIdentities(),
    "microsoft.authorization/roleassignments": RoleAssignments(),
    "microsoft.dbforpostgresql/flexibleservers": FlexibleServers(),
    "microsoft.dbforpostgresql/flexibleservers/databases": ServerChildren(),
    "microsoft.dbforpostgresql/flexibleservers/firewallrules": ServerChildren(),
    "microsoft.dbforpostgresql/flexibleservers/configurations": Configurations(),
    "microsoft.operationalinsights/workspaces": Workspaces(),
    "microsoft.network/virtualnetworks": Networked(),
    "microsoft.network/virtualnetworks/subnets": Networked(),
    "microsoft.network/privatednszones": Networked(),
    "microsoft.network/privatednszones/virtualnetworklinks": Networked(),
}


def service_of(kind: str) -> Service:
    """The rules of a type; a type without rules of its own is kept as it is sent."""
    return _SERVICES.get(kind, _PLAIN)

"""Lengths, patterns and ranges that Azure documents and the packages' models do not carry.

Package, then model and property, to what is asked of the value. As documented on 28 November 2026; each
group names its source. A property without a row takes any value of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from doubles.azure.shapes.rule import Rule, between, lasting, like, of_length, one_of

_POSTGRES = {"message": "Invalid value given for parameter {name}. Specify a valid parameter value."}
_KINDS = ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")


def _is_strong(password: str) -> bool:
    kinds = sum(1 for kind in _KINDS if re.search(kind, password))
    return 8 <= len(password) <= 128 and kinds >= 3


_LOGIN = (
    r"(?!pg_)(?!(?:azure_superuser|azure_pg_admin|admin|administrator|root|guest|public)$)"
    r"[a-zA-Z_][a-zA-Z0-9_]{0,62}"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_RANGE = like(
    rf"{_ADDRESS}/(?:[12]?\d|3[0-2])",
    "CIDR notation, for example 10.0.0.0/24",
    code="InvalidAddressPrefixFormat",
    message="Address prefix {name} is not formatted correctly. It should follow {expected}.",
)
_FREQUENCIES = "PT1M PT5M PT15M PT30M PT1H"

RULES: Mapping[str, Mapping[str, tuple[Rule, ...]]] = {
    # learn.microsoft.com, "Create an Azure Database for PostgreSQL flexible server", "Backup and restore" and
    # the REST reference; the sentence is the service's own.
    "postgresqlflexibleservers": {
        "Backup.backupRetentionDays": (between(7, 35, "days", **_POSTGRES),),
        "ServerProperties.administratorLogin": (like(_LOGIN, "a name that is not reserved", **_POSTGRES),),
        "ServerProperties.administratorLoginPassword": (
            Rule("8 to 128 characters of three kinds", _is_strong, **_POSTGRES),
        ),
        "ServerProperties.version": (
            Rule("11 to 18", lambda text: text in map(str, range(11, 19)), **_POSTGRES),
        ),
        "ServerProperties.availabilityZone": (like("[123]?", "1, 2 or 3", **_POSTGRES),),
        "HighAvailability.standbyAvailabilityZone": (like("[123]?", "1, 2 or 3", **_POSTGRES),),
        "FirewallRuleProperties.startIpAddress": (like(_ADDRESS, "an IPv4 address", **_POSTGRES),),
        "FirewallRuleProperties.endIpAddress": (like(_ADDRESS, "an IPv4 address", **_POSTGRES),),
    },
    # "Virtual network FAQ": prefixes; the code is the network's own.
    "network": {
        "AddressSpace.addressPrefixes": (
            Rule(_RANGE.expected, lambda some: all(map(_RANGE.holds, some)), _RANGE.code, _RANGE.message),
        ),
        "SubnetPropertiesFormat.addressPrefix": (_RANGE,),
    },
    # The REST reference of vaults; "About Azure Key Vault secrets": 25 kB.
    "keyvault": {
        "VaultProperties.softDeleteRetentionInDays": (between(7, 90, "days"),),
        "VaultProperties.tenantId": (like(_GUID, "a GUID"),),
        "SecretProperties.value": (
            Rule("25 kB at most", lambda text: len(text.encode()) <= 25 * 1024, "BadParameter"),
        ),
    },
    # "Configure data retention": 30 to 730 days, 7 with the free plan; the sentence is the service's own.
    # "Set daily cap": the least is 0.023 GB, -1 for none.
    "loganalytics": {
        "WorkspaceProperties.retentionInDays": (
            Rule(
                "7, or 30 to 730 days",
                lambda days: days == 7 or 30 <= days <= 730,
                "BadRequest",
                "The value provided for retention is invalid",
            ),
        ),
        "WorkspaceCapping.dailyQuotaGb": (
            Rule("-1, or 0.023 and more", lambda quota: quota == -1 or quota >= 0.023, "BadRequest"),
        ),
    },
    # "Monitor App Service instances by using Health check"; "Configure a custom container": kinds of images.
    "web": {
        "SiteConfig.healthCheckPath": (like("(?:/[^ ]*)?", "a path that starts with /"),),
        "SiteConfig.linuxFxVersion": (
            like(r"(?:[A-Za-z]+\|\S+|SITECONTAINERS)?", "KIND|VALUE, such as DOCKER|IMAGE"),
        ),
        "SiteConfig.numberOfWorkers": (between(0, 100),),
        "SkuDescription.capacity": (between(0, 100),),
        "FileSystemHttpLogsConfig.retentionInMb": (between(25, 100, "MB"),),
    },
    # "Create a metric alert rule" (allowed values of frequency and window), "Action groups", "Autoscale
    # settings" of the REST reference.
    "monitor": {
        "MetricAlertResource.properties.severity": (between(0, 4),),
        "MetricAlertResource.properties.evaluationFrequency": (one_of(_FREQUENCIES),),
        "MetricAlertResource.properties.windowSize": (one_of(f"{_FREQUENCIES} PT6H PT12H P1D"),),
        "MetricAlertResource.properties.scopes": (of_length(1, 5000),),
        "ActionGroupResource.properties.groupShortName": (of_length(1, 12),),
        "EmailReceiver.emailAddress": (like(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+", "an e-mail address"),),
        "AutoscaleProfile.rules": (of_length(0, 10),),
        "AutoscaleProfile.capacity": (
            Rule(
                "minimum <= default <= maximum",
                lambda capacity: (
                    int(capacity["minimum"]) <= int(capacity["default"]) <= int(capacity["maximum"])
                ),
            ),
        ),
        "ScaleCapacity.minimum": (between(0, 1000),),
        "ScaleCapacity.maximum": (between(0, 1000),),
        "ScaleCapacity.default": (between(0, 1000),),
        "MetricTrigger.timeGrain": (lasting("PT1M", "PT12H"),),
        "MetricTrigger.timeWindow": (lasting("PT5M", "PT12H"),),
        "ScaleAction.cooldown": (lasting("PT1M", "P7D"),),
        "ScaleAction.value": (between(1, 1000),),
    },
    "authorization": {
        "RoleAssignmentCreateParameters.properties.principalId": (like(_GUID, "a GUID"),),
    },
}


def rules_of(module: str, model: str, name: str) -> tuple[Rule, ...]:
    """The rules of a model's property.

    Args:
        module: The module of the model, which names its package.
        model: The model's name.
        name: The property's name on the wire.
    """
    return RULES.get(module.split(".")[2], {}).get(f"{model}.{name}", ())

"""What a new resource may be called, from Microsoft's "Naming rules and restrictions for Azure resources".

As documented on 28 November 2026. A type without a row takes any name. Codes and sentences are Azure's own
where an answer is on record, else the emulator's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from doubles.azure.errors import ArmError
from doubles.azure.ids import ResourceId


@dataclass(frozen=True)
class NameRule:
    """What the names of one type look like.

    Attributes:
        code: The code of the refusal.
        message: Its sentence, with places for the `{name}` and the `{words}`.
    """

    pattern: str
    words: str
    code: str = "InvalidResourceName"
    message: str = "Resource name '{name}' is invalid. {words}."


_VAULT = (
    "A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end "
)
_MONITOR = "1 to 260 characters, no *#&+:<>?@%{}\\/| and no blank or period at the end"
_MONITORS = r"(?=.{1,260}$)(?!.*[ .]$)[^*#&+:<>?@%{}\\/|\x00-\x1f]+"
_PARAMETER = "Invalid value given for parameter serverName. Specify a valid parameter value."

_NETWORK = r"[A-Za-z0-9](?:[\w.-]*\w)?"
_NAMES: dict[str, NameRule] = {
    "microsoft.resources/resourcegroups": NameRule(
        r"[\w().-]{0,89}[\w()-]",
        "The name can only be a letter, digit, '-', '.', '(', ')' or '_', 90 of them, without '.' at the end",
        "InvalidResourceGroup",
    ),
    "microsoft.web/serverfarms": NameRule(
        r"[\w-]{1,60}", "1 to 60 letters, digits, '_' and '-'", "BadRequest"
    ),
    "microsoft.web/sites": NameRule(
        r"(?=.{2,60}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?",
        "2 to 60 letters, digits and inner '-'",
        "BadRequest",
    ),
    "microsoft.web/sites/slots": NameRule(
        r"(?=.{2,59}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?",
        "2 to 59 letters, digits and inner '-'",
        "BadRequest",
    ),
    "microsoft.keyvault/vaults": NameRule(
        r"(?=.{3,24}$)(?!.*--)[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]",
        _VAULT + "with a letter or digit, and not contain consecutive hyphens",
        "VaultNameNotValid",
        "The vault name '{name}' is invalid. {words}.",
    ),
    "microsoft.keyvault/vaults/secrets": NameRule(
        r"[A-Za-z0-9-]{1,127}", "1 to 127 letters, digits and '-'", "BadParameter"
    ),
    "microsoft.dbforpostgresql/flexibleservers": NameRule(
        r"(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?",
        "3 to 63 small letters, digits and inner '-'",
        "InvalidParameterValue",
        _PARAMETER,
    ),
    "microsoft.dbforpostgresql/flexibleservers/databases": NameRule(
        r"[\w-]{1,63}", "1 to 63 letters, digits, '_' and '-'"
    ),
    "microsoft.dbforpostgresql/flexibleservers/firewallrules": NameRule(
        r"[\w-]{1,128}", "1 to 128 letters, digits, '_' and '-'"
    ),
    "microsoft.managedidentity/userassignedidentities": NameRule(
        r"(?=.{3,128}$)[A-Za-z0-9][\w-]*", "3 to 128 letters, digits, '_' and '-'"
    ),
    "microsoft.network/virtualnetworks": NameRule(
        rf"(?=.{{2,64}}$){_NETWORK}", "It must begin with a word character, 2 to 64 characters"
    ),
    "microsoft.network/virtualnetworks/subnets": NameRule(
        rf"(?=.{{1,80}}$){_NETWORK}", "The name can be up to 80 characters long"
    ),
    "microsoft.network/privateendpoints": NameRule(
        rf"(?=.{{2,64}}$){_NETWORK}", "It must begin with a word character, 2 to 64 characters"
    ),
    "microsoft.network/networksecuritygroups": NameRule(
        rf"(?=.{{1,80}}$){_NETWORK}", "The name can be up to 80 characters long"
    ),
    "microsoft.network/privatednszones": NameRule(
        r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,33}", "2 to 34 labels of 1 to 63 letters, digits, '_' and '-'"
    ),
    "microsoft.network/privatednszones/virtualnetworklinks": NameRule(
        rf"(?=.{{1,80}}$){_NETWORK}", "The name can be up to 80 characters long"
    ),
    "microsoft.operationalinsights/workspaces": NameRule(
        r"(?=.{4,63}$)[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]", "4 to 63 letters, digits and inner '-'"
    ),
    "microsoft.storage/storageaccounts": NameRule(
        r"[a-z0-9]{3,24}",
        "Storage account name must be between 3 and 24 characters in length and use numbers and lower-case "
        "letters only",
        "AccountNameInvalid",
        "{name} is not a valid storage account name. {words}.",
    ),
    "microsoft.containerregistry/registries": NameRule(r"[A-Za-z0-9]{5,50}", "5 to 50 letters and digits"),
    "microsoft.authorization/locks": NameRule(
        r"[\w().-]{0,89}[\w()-]", "1 to 90 letters, digits, '_', '-', '.' and brackets, no '.' at the end"
    ),
    "microsoft.consumption/budgets": NameRule(r"[\w-]{1,63}", "1 to 63 letters, digits, '_' and '-'"),
    "microsoft.insights/metricalerts": NameRule(_MONITORS, _MONITOR),
    "microsoft.insights/actiongroups": NameRule(_MONITORS, _MONITOR),
    "microsoft.insights/autoscalesettings": NameRule(_MONITORS, _MONITOR),
    "microsoft.insights/diagnosticsettings": NameRule(_MONITORS, _MONITOR),
}


def check_name(rid: ResourceId) -> None:
    """Refuse a name that a new resource of this type cannot have.

    Raises:
        ArmError: With the rule.
    """
    rule, name = _NAMES.get(rid.type), rid.name or ""
    if rule is not None and re.fullmatch(rule.pattern, name) is None:
        raise ArmError(400, rule.code, rule.message.format(name=name, words=rule.words), target="name")

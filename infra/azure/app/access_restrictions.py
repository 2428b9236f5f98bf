"""Who may call the app: rules by address, which hold for the API and for App Service's own tools alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from pulumi_azure_native.web import DefaultAction, IpSecurityRestrictionArgs

_FIRST_PRIORITY = 100


class AccessRestrictions(TypedDict):
    """The part of a site's configuration that lets callers in."""

    ip_security_restrictions: list[IpSecurityRestrictionArgs]
    ip_security_restrictions_default_action: DefaultAction
    scm_ip_security_restrictions_use_main: bool


def access_restrictions(addresses: Sequence[str]) -> AccessRestrictions:
    """Rules that let some ranges in and nobody else; without any, everybody.

    They are always said, so that the last one that config loses is taken away in Azure too. Azure's own
    questions for the app's health do not come through these rules.

    Args:
        addresses: The ranges, such as `203.0.113.0/24`; one that stands there twice is one rule.
    """
    rules = [
        IpSecurityRestrictionArgs(
            name=f"allowed-{number}", ip_address=range_, action="Allow", priority=_FIRST_PRIORITY + number
        )
        for number, range_ in enumerate(dict.fromkeys(addresses))
    ]
    return {
        "ip_security_restrictions": rules,
        "ip_security_restrictions_default_action": DefaultAction.DENY if rules else DefaultAction.ALLOW,
        "scm_ip_security_restrictions_use_main": True,
    }

"""Access restrictions of apps: rules by the caller's address, the first that fits decides.

After learn.microsoft.com, "Azure App Service access restrictions". Rules on networks, tags and headers are
kept and let nobody in: callers here have an address and nothing else. Azure asks for an app's health from
inside, past these rules.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from doubles.azure.errors import bad_request

_RULES, _DEFAULT = "ipSecurityRestrictions", "ipSecurityRestrictionsDefaultAction"
_LAST, _MOST = 2147483647, 512


def checked(config: dict[str, Any]) -> dict[str, Any]:
    """A configuration as it is kept: each rule complete, without the one that Azure adds at the end.

    Raises:
        ArmError: A rule is none.
    """
    found = dict(config)
    for name in (_RULES, f"scm{_RULES[0].upper()}{_RULES[1:]}"):
        if config.get(name) is not None:
            rules = [rule for rule in config[name] if rule.get("priority") != _LAST]
            if len(rules) > _MOST:
                raise bad_request(f"{name} has more than {_MOST} rules.", "BadRequest")
            found[name] = [_complete(rule) for rule in rules]
    return found


def shown(config: dict[str, Any]) -> dict[str, Any]:
    """A configuration as it is read: with the rule for all whom no other rule fits."""
    rules = config.get(_RULES) or []
    action = config.get(_DEFAULT) or ("Deny" if rules else "Allow")
    last = {"ipAddress": "Any", "action": action, "priority": _LAST, "name": f"{action} all"}
    last["description"] = f"{'Allow' if action == 'Allow' else 'Deny'} all access"
    return {**config, _RULES: [*rules, last]}


def let_in(config: dict[str, Any], caller: str) -> bool:
    """Whether the rules of a configuration, as it is read, let a caller in.

    Args:
        config: The app's configuration.
        caller: The address that the request comes from.
    """
    for rule in sorted(config[_RULES], key=lambda one: int(one["priority"])):
        if rule["ipAddress"] == "Any" or _within(caller, rule["ipAddress"]):
            return str(rule["action"]) == "Allow"
    return True


def _complete(rule: dict[str, Any]) -> dict[str, Any]:
    found = {"action": "Allow", "priority": 65000, "tag": "Default", **rule}
    if found["action"] not in ("Allow", "Deny") or not 1 <= int(found["priority"]) < _LAST:
        raise bad_request(f"The rule '{found.get('name')}' has no valid action and priority.", "BadRequest")
    if found["tag"] == "Default" and not rule.get("vnetSubnetResourceId"):
        text = str(found.get("ipAddress"))
        if text != "Any" and ("/" not in text or not _is_range(text)):
            raise bad_request(f"The IP address '{text}' is not a valid IP block in CIDR form.", "BadRequest")
    return found


def _is_range(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _within(caller: str, text: str | None) -> bool:
    return (
        bool(text)
        and _is_range(str(text))
        and ipaddress.ip_address(caller) in ipaddress.ip_network(str(text))
    )

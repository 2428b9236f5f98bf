"""Administrators of a flexible server who sign in by Microsoft Entra."""

from __future__ import annotations

import re
from typing import Any

from doubles.azure.errors import bad_request
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_properties
from doubles.azure.world import Resource, World

_AUTH = {"activeDirectoryAuth": "Disabled", "passwordAuth": "Enabled"}
_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def checked_auth(given: dict[str, Any]) -> dict[str, Any]:
    """How one may sign in to a server, completed.

    Raises:
        ArmError: In no way, or by Entra without a tenant.
    """
    auth = {**_AUTH, **given}
    if auth["activeDirectoryAuth"] == auth["passwordAuth"] == "Disabled":
        raise bad_request("At least one authentication method has to be enabled.", "InvalidParameterValue")
    if auth["activeDirectoryAuth"] == "Enabled" and not auth.get("tenantId"):
        raise bad_request("Microsoft Entra authentication needs a tenantId.", "InvalidParameterValue")
    return auth


class Administrators(Service):
    """Objects of Entra, by their ids, on a server that lets them sign in."""

    slow = True
    created = 202

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Refuse what is none, and a server where nobody signs in by Entra."""
        given = properties_of(body)
        server = properties_of(world.find(rid.parent.key)) if rid.parent else {}
        if server["authConfig"]["activeDirectoryAuth"] != "Enabled":
            raise bad_request("Microsoft Entra authentication is not enabled.", "AadAuthNotEnabled")
        if not re.fullmatch(_GUID, rid.name or "") or not given.get("principalName"):
            raise bad_request("An administrator has an object id and a name.", "InvalidParameterValue")
        if old is not None and properties_of(old)["principalName"] != given["principalName"]:
            raise bad_request("The administrator's name cannot be changed.", "InvalidParameterValue")
        return with_properties(body, objectId=rid.name)

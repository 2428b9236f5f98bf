"""Managed identities and role assignments, and who may read a vault's secrets."""

from __future__ import annotations

import re
import uuid

from doubles.azure.errors import bad_request, conflict
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_properties
from doubles.azure.world import Resource, World, stamp

ROLES = {
    "00482a5a-887f-4fb3-b363-3b7fe8e74483": "Key Vault Administrator",
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": "Key Vault Secrets Officer",
    "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
}
"""Azure's own ids of the roles that matter here."""

READS_SECRETS = {"Key Vault Administrator", "Key Vault Secrets Officer", "Key Vault Secrets User"}
WRITES_SECRETS = {"Key Vault Administrator", "Key Vault Secrets Officer"}


class UserAssignedIdentities(Service):
    """Identities that live by themselves."""

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Give it a principal and a client id, once."""
        del rid
        before = properties_of(old)
        return with_properties(
            body,
            tenantId=world.account.tenant,
            principalId=before.get("principalId") or str(uuid.uuid4()),
            clientId=before.get("clientId") or str(uuid.uuid4()),
        )


class RoleAssignments(Service):
    """Who may do what, where."""

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Refuse what ARM refuses: odd names, changed assignments, the same assignment twice."""
        try:
            uuid.UUID(rid.name or "")
        except ValueError:
            raise bad_request(
                f"The role assignment ID '{rid.name}' is not valid. The role assignment ID must be a GUID.",
                "InvalidRoleAssignmentId",
            ) from None
        given = properties_of(body)
        wanted = (rid.scope.lower(), given["principalId"], _role_id(given["roleDefinitionId"]))
        for other, resource in world.all_of("microsoft.authorization/roleassignments"):
            theirs = properties_of(resource)
            same = wanted == (
                other.scope.lower(),
                theirs["principalId"],
                _role_id(theirs["roleDefinitionId"]),
            )
            if same and other.key != rid.key:
                raise conflict("The role assignment already exists.", "RoleAssignmentExists")
        if old is not None and wanted[1:] != (
            properties_of(old)["principalId"],
            _role_id(properties_of(old)["roleDefinitionId"]),
        ):
            raise bad_request(
                "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
                "RoleAssignmentUpdateNotPermitted",
            )
        return with_properties(body, scope=rid.scope, createdOn=stamp(), updatedOn=stamp())


def _role_id(definition: str) -> str:
    return definition.rstrip("/").rsplit("/", 1)[-1].lower()


def may(world: World, vault: ResourceId, principal: str, roles: set[str], permission: str) -> bool:
    """Whether a principal may do something with the secrets of a vault.

    Args:
        world: The emulated cloud.
        vault: The vault.
        principal: The object id.
        roles: The roles that allow it when the vault decides by roles.
        permission: The secret permission that allows it when the vault decides by access policies.
    """
    properties = properties_of(world.find(vault.key))
    if not properties.get("enableRbacAuthorization"):
        for policy in properties.get("accessPolicies") or []:
            granted = [one.lower() for one in (policy.get("permissions") or {}).get("secrets") or []]
            if policy.get("objectId") == principal and {permission, "all"} & set(granted):
                return True
        return False
    for rid, assignment in world.all_of("microsoft.authorization/roleassignments"):
        given = properties_of(assignment)
        if given["principalId"] != principal or ROLES.get(_role_id(given["roleDefinitionId"])) not in roles:
            continue
        if re.match(re.escape(rid.scope.lower()) + r"(/|$)", vault.key):
            return True
    return False

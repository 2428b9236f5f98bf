"""Managed identities and role assignments."""

from __future__ import annotations

import uuid
from typing import Any

from doubles.azure.access.conditions import Asked, holds
from doubles.azure.access.roles import role_of
from doubles.azure.errors import bad_request, conflict
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_properties
from doubles.azure.world import Resource, World, stamp


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
        _check(given, wanted[2])
        if old is None:
            world.store.put("inforce", rid.key, world.now() + world.role_seconds)
        return with_properties(body, scope=rid.scope, createdOn=stamp(), updatedOn=stamp())

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Forget when it took effect."""
        del resource
        world.store.remove("inforce", rid.key)


def _check(given: dict[str, Any], number: str) -> None:
    """Refuse a role that is not known and a condition that cannot be read."""
    if role_of(given["roleDefinitionId"]) is None:
        raise bad_request(
            f"The specified role definition with ID '{number}' does not exist.", "RoleDefinitionDoesNotExist"
        )
    if not given.get("condition"):
        return
    try:
        holds(given["condition"], Asked("", {}, {}))
    except ValueError as problem:
        raise bad_request(
            f"The role assignment condition is invalid: {problem}", "InvalidCondition"
        ) from None


def _role_id(definition: str) -> str:
    return definition.rstrip("/").rsplit("/", 1)[-1].lower()

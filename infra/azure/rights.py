"""Role assignments: what the app's identity may do outside the app."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime

import pulumi
from pulumi_azure_native import authorization, managedidentity

SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
"""Azure's built-in role "Key Vault Secrets User": read a secret's value, change nothing."""


def role_assignment(
    name: str,
    role: str,
    scope: pulumi.Output[str],
    identity: managedidentity.UserAssignedIdentity,
    parent: pulumi.Resource,
) -> authorization.RoleAssignment:
    """Give an identity a role at a scope.

    Another identity is another assignment: the name follows from all that an assignment is.
    """
    return authorization.RoleAssignment(
        name,
        role_assignment_name=pulumi.Output.all(scope, identity.principal_id).apply(
            lambda both: _assignment_name(both[0], both[1], role)
        ),
        scope=scope,
        role_definition_id=scope.apply(lambda path: _definition(path, role)),
        principal_id=identity.principal_id,
        # Said outright, so that Azure does not look for an identity that is seconds old.
        principal_type="ServicePrincipal",
        opts=pulumi.ResourceOptions(parent=parent),
    )


def in_force(assignment: authorization.RoleAssignment, seconds: int) -> pulumi.Output[bool]:
    """True, once the assignment is so many seconds old; of an older one and in a preview at once.

    Azure answers when an assignment is written, and heeds it within ten minutes (learn.microsoft.com,
    "Troubleshoot Azure RBAC"). Who asks sooner is refused.
    """

    async def wait(created: str | None) -> bool:
        left = seconds_left(created, seconds, datetime.now(UTC))
        if left > 0 and not pulumi.runtime.is_dry_run():
            pulumi.log.info(f"waiting {left:.0f} s, until Azure heeds this role", assignment)
            await asyncio.sleep(left)
        return True

    return assignment.created_on.apply(wait)


def seconds_left(created: str | None, seconds: int, now: datetime) -> float:
    """How long until something made at a time of Azure's, if it is known, is so many seconds old; 0 if it is.

    Azure's clock may be ahead of this machine's: that is no reason to wait longer.
    """
    if not created:
        return 0
    age = (now - datetime.fromisoformat(created)).total_seconds()
    return max(0.0, min(float(seconds), seconds - age))


def _assignment_name(scope: str, principal: str, role: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{scope.lower()}#{principal.lower()}#{role}"))


def _definition(scope: str, role: str) -> str:
    subscription = scope.split("/resourceGroups/", 1)[0]
    return f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"

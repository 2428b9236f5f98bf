"""Role assignments: what the app's identity may do outside the app."""

from __future__ import annotations

import uuid

import pulumi
from pulumi_azure_native import authorization, managedidentity

SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
"""Azure's built-in role "Key Vault Secrets User": read a secret's value, change nothing."""

ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
"""Azure's built-in role "AcrPull": pull images, push none."""


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


def _assignment_name(scope: str, principal: str, role: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{scope.lower()}#{principal.lower()}#{role}"))


def _definition(scope: str, role: str) -> str:
    subscription = scope.split("/resourceGroups/", 1)[0]
    return f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"

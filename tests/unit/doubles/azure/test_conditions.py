"""Conditions of role assignments are read and evaluated as Azure does."""

from __future__ import annotations

import pytest

from doubles.azure.access.conditions import Asked, holds
from doubles.azure.access.roles import ROLES, role_of
from doubles.azure.access.seed import MAY_ASSIGN, condition

WRITE = "Microsoft.Authorization/roleAssignments/write"
DELETE = "Microsoft.Authorization/roleAssignments/delete"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


@pytest.mark.parametrize("role", MAY_ASSIGN)
def test_listed_roles_may_be_given_and_taken(role: str) -> None:
    """The condition of who deploys lets its roles through, whatever their case."""
    assert holds(condition(), Asked(WRITE, {"roledefinitionid": role.upper()}, {}))
    assert holds(condition(), Asked(DELETE, {}, {"roledefinitionid": role}))


@pytest.mark.parametrize("action", [WRITE, DELETE])
def test_other_roles_may_not(action: str) -> None:
    """Owner can be neither given nor taken; what is no assignment is none of the condition's business."""
    asked = {"roledefinitionid": OWNER}
    assert not holds(condition(), Asked(action, asked, asked))
    assert holds(condition(), Asked("Microsoft.Web/sites/write", asked, asked))


@pytest.mark.parametrize("text", ["", "(", "nonsense", "@Request[a:B] Likes {x}", "ActionMatches{'a'} {b}"])
def test_what_is_not_of_the_language_is_refused(text: str) -> None:
    """A condition that cannot be read lets nothing through by accident."""
    with pytest.raises(ValueError, match=r"unexpected|unknown|expected"):
        holds(text, Asked(WRITE, {}, {}))


@pytest.mark.parametrize(
    ("name", "action", "data", "allowed"),
    [
        ("Owner", "Microsoft.KeyVault/vaults/secrets/getSecret/action", True, False),
        ("Contributor", "Microsoft.Web/sites/write", False, True),
        ("Contributor", "Microsoft.Authorization/roleAssignments/write", False, False),
        ("Contributor", "Microsoft.Authorization/locks/write", False, False),
        ("Reader", "Microsoft.Web/sites/config/list/action", False, False),
        ("Key Vault Secrets User", "Microsoft.KeyVault/vaults/secrets/delete", True, False),
        ("Key Vault Crypto User", "Microsoft.KeyVault/vaults/keys/create/action", True, False),
    ],
)
def test_roles_allow_what_azures_definitions_say(name: str, action: str, data: bool, allowed: bool) -> None:
    """Rights to data are apart from rights to resources, and Contributor gives no rights away."""
    role = next(one for one in ROLES.values() if one.name == name)
    assert role.allows(action, data=data) is allowed
    assert (
        role_of(f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{role.number}") is role
    )

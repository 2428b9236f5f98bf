"""Resource ids are taken apart as ARM reads them."""

from __future__ import annotations

import pytest

from doubles.azure.ids import parse

S = "/subscriptions/1"
G = f"{S}/resourceGroups/herm"
VAULT = f"{G}/providers/Microsoft.KeyVault/vaults/v"


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        (G, "microsoft.resources/resourcegroups", "herm"),
        (f"{S}/resourceGroups", "microsoft.resources/resourcegroups", None),
        (VAULT, "microsoft.keyvault/vaults", "v"),
        (f"{VAULT}/secrets", "microsoft.keyvault/vaults/secrets", None),
        (f"{VAULT}/secrets/jwt", "microsoft.keyvault/vaults/secrets", "jwt"),
        (
            f"{VAULT}/providers/Microsoft.Authorization/roleAssignments/r",
            "microsoft.authorization/roleassignments",
            "r",
        ),
    ],
)
def test_type_and_name(path: str, kind: str, name: str | None) -> None:
    """The last provider of a path decides the type; an odd tail is a collection."""
    assert (parse(path).type, parse(path).name) == (kind, name)


def test_the_group_is_written_one_way() -> None:
    """`resourcegroups` and `resourceGroups` are the same scope."""
    assert parse(G.replace("resourceGroups", "resourcegroups")).path == G


def test_a_childs_parent_and_an_extensions_scope() -> None:
    """A secret's parent is its vault; a role assignment has a scope and no parent."""
    secret = parse(f"{VAULT}/secrets/jwt")
    assert secret.parent is not None
    assert secret.parent.path == VAULT
    role = parse(f"{VAULT}/providers/Microsoft.Authorization/roleAssignments/r")
    assert role.parent is None
    assert role.scope == VAULT

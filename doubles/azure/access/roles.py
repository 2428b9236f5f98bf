"""Azure's built-in roles that matter here, with what each allows."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ANYTHING_BUT_RIGHTS = (
    "Microsoft.Authorization/*/Delete",
    "Microsoft.Authorization/*/Write",
    "Microsoft.Authorization/elevateAccess/Action",
)


@dataclass(frozen=True)
class Role:
    """One role.

    Attributes:
        number: Azure's own id of it.
        name: Its name.
        actions: What it allows in the control plane; `*` stands for any text.
        not_actions: What it takes away from that again.
        data_actions: What it allows in data planes; no action of the control plane includes any of these.
    """

    number: str
    name: str
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()

    def allows(self, action: str, *, data: bool) -> bool:
        """Whether the role by itself allows an action."""
        if data:
            return _any(self.data_actions, action)
        return _any(self.actions, action) and not _any(self.not_actions, action)


def _any(patterns: tuple[str, ...], action: str) -> bool:
    return any(matches(pattern, action) for pattern in patterns)


def matches(pattern: str, action: str) -> bool:
    """Whether an action is one of those that a pattern stands for."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), action, re.IGNORECASE) is not None


_SECRETS, _KEYS = "Microsoft.KeyVault/vaults/secrets", "Microsoft.KeyVault/vaults/keys"
_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers"
_ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"

_TABLE = (
    Role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", ("*",)),
    Role("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor", ("*",), _ANYTHING_BUT_RIGHTS),
    Role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", ("*/read",)),
    Role(
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        "Role Based Access Control Administrator",
        ("*/read", f"{_ASSIGNMENTS}/write", f"{_ASSIGNMENTS}/delete", "Microsoft.Support/*"),
    ),
    Role(
        "28bf596f-4eb7-45ce-b5bc-6cf482fec137",
        "Locks Contributor",
        (
            "Microsoft.Authorization/locks/read",
            "Microsoft.Authorization/locks/write",
            "Microsoft.Authorization/locks/delete",
        ),
    ),
    Role(
        "4d97b98b-1d4f-4787-a291-c67834d212e7",
        "Network Contributor",
        ("Microsoft.Authorization/*/read", "Microsoft.Network/*"),
    ),
    Role(
        "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
        "Private DNS Zone Contributor",
        (
            "Microsoft.Network/privateDnsZones/*",
            "Microsoft.Network/virtualNetworks/read",
            "Microsoft.Network/virtualNetworks/join/action",
        ),
    ),
    Role(
        "00482a5a-887f-4fb3-b363-3b7fe8e74483",
        "Key Vault Administrator",
        ("*/read",),
        data_actions=("Microsoft.KeyVault/vaults/*",),
    ),
    Role(
        "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        "Key Vault Secrets Officer",
        ("*/read",),
        data_actions=(f"{_SECRETS}/*",),
    ),
    Role(
        "4633458b-17de-408a-b874-0445c86b69e6",
        "Key Vault Secrets User",
        data_actions=(f"{_SECRETS}/getSecret/action", f"{_SECRETS}/readMetadata/action"),
    ),
    Role(
        "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
        "Key Vault Crypto Officer",
        ("*/read",),
        data_actions=(f"{_KEYS}/*",),
    ),
    Role(
        "12338af0-0e69-4776-bea7-57ae8d297424",
        "Key Vault Crypto User",
        data_actions=tuple(
            f"{_KEYS}/{verb}"
            for verb in ("read", "update/action", "backup/action", "encrypt/action", "decrypt/action",
                         "wrap/action", "unwrap/action", "sign/action", "verify/action")
        ),
    ),
    Role(
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "Storage Blob Data Contributor",
        (f"{_BLOBS}/delete", f"{_BLOBS}/read", f"{_BLOBS}/write"),
        data_actions=(f"{_BLOBS}/blobs/*",),
    ),
    Role(
        "7f951dda-4ed3-4680-a7ca-43fe172d538d",
        "AcrPull",
        ("Microsoft.ContainerRegistry/registries/pull/read",),
    ),
)  # fmt: skip

ROLES = {role.number: role for role in _TABLE}
"""The roles by their ids."""


def role_of(definition: str) -> Role | None:
    """The role that a definition's id stands for."""
    return ROLES.get(definition.rstrip("/").rsplit("/", 1)[-1].lower())

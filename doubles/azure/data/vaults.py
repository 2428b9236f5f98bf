"""What secrets and keys of a vault share: its host, its challenge, and who is let in."""

from __future__ import annotations

from typing import Any

from doubles.azure.errors import ArmError
from doubles.azure.ids import ResourceId
from doubles.azure.services.keyvault import find_vault, may_use
from doubles.azure.world import Call, World


def let_in(world: World, call: Call, permission: str, action: str) -> dict[str, Any]:
    """The claims of a caller who may do something with what is in the vault.

    Args:
        world: The emulated cloud.
        call: The request; its route names the `vault`.
        permission: What allows it in a vault with access policies, such as `keys/get`.
        action: What a role has to allow in a vault that goes by roles, such as `keys/read`.

    Raises:
        ArmError: There is no token for vaults (then: where to get one), not the right, or no such vault.
    """
    if "authorization" not in call.headers:
        raise _challenge(world, "AKV10000: Request is missing a Bearer or PoP token.")
    claims = world.account.caller(call.headers["authorization"])
    if claims["aud"].rstrip("/") != f"https://{world.vault_suffix}":
        raise _challenge(world, f"AKV10022: Invalid audience. Expected https://{world.vault_suffix}, "
                                f"found: {claims['aud']}.")  # fmt: skip
    if not may_use(world, vault_of(world, call), str(claims["oid"]), permission, action):
        raise ArmError(
            403,
            "Forbidden",
            "Caller is not authorized to perform action on resource. Action: "
            f"'Microsoft.KeyVault/vaults/{action}'. Vault: '{call.names['vault']}'. "
            "(ForbiddenByRbac)",
        )
    return claims


def vault_of(world: World, call: Call) -> ResourceId:
    """The vault whose host was asked.

    Raises:
        ArmError: There is none of that name.
    """
    vault = find_vault(world, call.names["vault"])
    if vault is None:
        raise ArmError(404, "VaultNotFound", f"The vault '{call.names['vault']}' does not exist.")
    return vault


def _challenge(world: World, message: str) -> ArmError:
    """What a vault says to a caller without a token for it: where to get one."""
    where = (
        f'Bearer authorization="{world.url}/{world.account.tenant}", resource="https://{world.vault_suffix}"'
    )
    return ArmError(401, "Unauthorized", message, headers={"WWW-Authenticate": where})

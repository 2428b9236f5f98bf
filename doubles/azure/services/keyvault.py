"""Key vaults and secrets as ARM sees them: soft delete, purge protection, versions; no value is read back."""

from __future__ import annotations

import time
import uuid
from typing import Any

from doubles.azure.access.decide import may
from doubles.azure.errors import ArmError, bad_request, conflict
from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.world import Answer, Call, Resource, World

SECRETS = "microsoft.keyvault/vaults/secrets"


class Vaults(Service):
    """Vaults, whose names are the world's, and stay taken after a delete."""

    created = 200

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Guard the name, recover a deleted vault on demand, keep protection once it is on."""
        given = properties_of(body)
        mode = given.pop("createMode", "default")
        buried = world.store.get("deletedvault", (rid.name or "").lower())
        for other, _ in world.all_of(rid.type):
            if old is None and other.name and rid.name and other.name.lower() == rid.name.lower():
                raise conflict(f"The vault name '{rid.name}' is already in use.", "VaultAlreadyExists")
        if old is None and buried is not None:
            if mode != "recover":
                raise conflict(
                    "A vault with the same name already exists in deleted state. "
                    "You need to either recover or purge existing key vault.",
                    "ConflictError",
                )
            old = buried["vault"]
            for resource in buried["secrets"]:
                world.save(parse(resource["id"]), resource)
            world.store.remove("deletedvault", (rid.name or "").lower())
        before = properties_of(old)
        if before.get("enablePurgeProtection") and given.get("enablePurgeProtection") is False:
            raise bad_request(
                'The property "enablePurgeProtection" cannot be set to false. '
                "Enabling the purge protection for a vault is an irreversible action.",
                "BadRequest",
            )
        if mode == "recover" and not body.get("sku"):
            given = {**before, **given}
        given = {key: value for key, value in given.items() if value is not None}
        kept = {key: before[key] for key in ("enablePurgeProtection",) if key in before}
        body = with_defaults(
            {**body, "properties": {**kept, **given}},
            {
                "accessPolicies": [],
                "enabledForDeployment": False,
                "enableSoftDelete": True,
                "softDeleteRetentionInDays": 90,
                "enableRbacAuthorization": False,
                "publicNetworkAccess": "Enabled",
            },
        )
        return with_properties(
            body,
            vaultUri=f"https://{(rid.name or '').lower()}.{world.vault_suffix}/",
            provisioningState="Succeeded",
        )

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """A deleted vault keeps its name and its secrets."""
        secrets = [one for inner, one in world.below(rid.key) if inner.type == SECRETS]
        world.store.put(
            "deletedvault",
            (rid.name or "").lower(),
            {"vault": resource, "secrets": secrets, "at": time.time()},
        )


class VaultSecrets(Service):
    """Secrets, written through ARM."""

    created = 200

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Keep the value apart; a write that changes something makes a version."""
        if world.store.get("deletedsecret", rid.key) is not None:
            raise conflict(
                f"Secret {rid.name} is currently in a deleted but recoverable state, and its name cannot be "
                "reused; in this state, the secret can only be recovered or purged."
            )
        given = properties_of(body)
        value = given.pop("value", None)
        before = current(world, rid)
        if value is None and before is None:
            raise bad_request("The property 'value' is required to create a secret.", "BadRequest")
        attributes = {"enabled": True, **(given.get("attributes") or {})}
        wanted = {"value": before["value"] if value is None and before else value, "attributes": attributes}
        wanted["contentType"] = given.get("contentType")
        if before is None or any(before.get(key) != one for key, one in wanted.items()):
            add_version(world, rid, wanted)
        now = current(world, rid) or {}
        vault = str(rid.parent.name).lower() if rid.parent else ""
        place = f"https://{vault}.{world.vault_suffix}/secrets/{rid.name}"
        del old
        return with_properties(
            {**body, "properties": given},
            attributes={**attributes, "created": now["created"], "updated": now["created"]},
            secretUri=place,
            secretUriWithVersion=f"{place}/{now['version']}",
        )

    def act(self, world: World, rid: ResourceId, action: str, body: Any) -> Answer | None:
        """There are no actions, and the value is not among the readable properties."""
        del world, rid, action, body
        return None


def add_version(world: World, secret: ResourceId, value: dict[str, Any]) -> dict[str, Any]:
    """Make a new version the current one."""
    version = {**value, "version": uuid.uuid4().hex, "created": int(time.time())}
    versions = world.store.get("secretversions", secret.key) or []
    world.store.put("secretversions", secret.key, [*versions, version])
    return version


def versions_of(world: World, secret: ResourceId) -> list[dict[str, Any]]:
    """All versions of a secret, the oldest first."""
    return list(world.store.get("secretversions", secret.key) or [])


def current(world: World, secret: ResourceId) -> dict[str, Any] | None:
    """The newest version."""
    versions = versions_of(world, secret)
    return versions[-1] if versions else None


def find_vault(world: World, name: str) -> ResourceId | None:
    """The vault of that name, in whatever group."""
    for rid, _ in world.all_of("microsoft.keyvault/vaults"):
        if rid.name and rid.name.lower() == name.lower():
            return rid
    return None


def may_use(world: World, vault: ResourceId, principal: str, permission: str, action: str) -> bool:
    """Whether a principal may do something with what is in a vault.

    Args:
        world: The emulated cloud.
        vault: The vault.
        principal: The object id.
        permission: What allows it in a vault with access policies, such as `secrets/get`.
        action: What a role has to allow in a vault that goes by roles, such as `secrets/getSecret/action`.
    """
    properties = properties_of(world.find(vault.key))
    if properties.get("enableRbacAuthorization"):
        return may(world, principal, f"Microsoft.KeyVault/vaults/{action}", vault.path, data=True)
    kind, verb = permission.split("/")
    return any(
        {verb, "all"} & {one.lower() for one in (policy.get("permissions") or {}).get(kind) or []}
        for policy in properties.get("accessPolicies") or []
        if policy.get("objectId") == principal
    )


def deleted_vaults(world: World, call: Call) -> Answer:
    """The vaults that were deleted and can be recovered."""
    del call
    return Answer(
        200, {"value": [_buried(world, key, entry) for key, entry in world.store.items("deletedvault")]}
    )


def deleted_vault(world: World, call: Call) -> Answer:
    """One deleted vault.

    Raises:
        ArmError: There is none of that name.
    """
    name = call.names["vault"].lower()
    return Answer(200, _buried(world, name, _grave(world, name)))


def purge_vault(world: World, call: Call) -> Answer:
    """Forget a deleted vault for good.

    Raises:
        ArmError: There is none of that name, or it is protected.
    """
    name = call.names["vault"].lower()
    entry = _grave(world, name)
    if properties_of(entry["vault"]).get("enablePurgeProtection"):
        raise ArmError(405, "MethodNotAllowed", 'Operation "DeletedVaultPurge" is not allowed on this vault.')
    for one in entry["secrets"]:
        world.store.remove("secretversions", one["id"].lower())
    world.store.remove("deletedvault", name)
    return Answer(200)


def _grave(world: World, name: str) -> dict[str, Any]:
    entry: dict[str, Any] | None = world.store.get("deletedvault", name)
    if entry is None:
        raise ArmError(404, "DeletedVaultNotFound", f"The specified deleted vault '{name}' does not exist.")
    return entry


def _buried(world: World, key: str, entry: dict[str, Any]) -> Resource:
    vault = entry["vault"]
    scope = f"/subscriptions/{world.account.subscription}"
    place = f"{scope}/providers/Microsoft.KeyVault/locations/{vault['location']}"
    return {
        "id": f"{place}/deletedVaults/{key}",
        "name": vault["name"],
        "type": "Microsoft.KeyVault/deletedVaults",
        "properties": {"vaultId": vault["id"], "location": vault["location"], "tags": vault.get("tags")},
    }

"""The data plane of key vaults: secrets by the vault's own host, with its own permission."""

from __future__ import annotations

import time
from typing import Any

from doubles.azure.errors import ArmError
from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import properties_of
from doubles.azure.services.identity import READS_SECRETS, WRITES_SECRETS, may
from doubles.azure.services.keyvault import add_version, current, find_vault, versions_of
from doubles.azure.world import Answer, Call, Resource, World


def challenge(world: World) -> ArmError:
    """What a vault says to a caller without a token: where to get one."""
    where = (
        f'Bearer authorization="{world.url}/{world.account.tenant}", resource="https://{world.vault_suffix}"'
    )
    return ArmError(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.",
                    headers={"WWW-Authenticate": where})  # fmt: skip


def answer(world: World, vault_name: str, call: Call) -> Answer:
    """Answer one request to a vault.

    Raises:
        ArmError: The request is refused.
    """
    vault = find_vault(world, vault_name)
    if vault is None:
        raise ArmError(404, "VaultNotFound", f"The vault '{vault_name}' does not exist.")
    kind, *rest = call.path.strip("/").split("/")
    reads = call.method == "GET"
    permission = {"GET": "get", "PUT": "set", "DELETE": "delete"}.get(call.method, "recover")
    if not may(world, vault, str(call.caller["oid"]), READS_SECRETS if reads else WRITES_SECRETS, permission):
        raise ArmError(
            403,
            "Forbidden",
            "Caller is not authorized to perform action on resource. Action: "
            f"'Microsoft.KeyVault/vaults/secrets/{permission}'. Vault: '{vault_name}'. (ForbiddenByRbac)",
        )
    if kind == "secrets":
        return _secrets(world, vault, rest, call)
    if kind == "deletedsecrets":
        return _deleted(world, vault, rest, call)
    raise ArmError(404, "NotFound", f"'{call.path}' is not served.")


def _secrets(world: World, vault: ResourceId, rest: list[str], call: Call) -> Answer:
    if not rest:
        found = [_item(world, vault, rid) for rid, _ in world.below(f"{vault.key}/secrets")]
        return Answer(200, {"value": found, "nextLink": None})
    secret = parse(f"{vault.path}/secrets/{rest[0]}")
    if call.method == "PUT":
        return _set(world, vault, secret, call.body or {})
    resource = world.find(secret.key)
    newest = current(world, secret)
    if resource is None or newest is None:
        raise ArmError(
            404, "SecretNotFound", f"A secret with (name/id) {rest[0]} was not found in this key vault."
        )
    if call.method == "DELETE":
        gone = {"resource": resource, "deletedDate": int(time.time())}
        world.store.put("deletedsecret", secret.key, gone)
        world.erase(secret)
        return Answer(200, {**_bundle(world, vault, secret, newest), **_recovery(world, vault, secret, gone)})
    if rest[1:] == ["versions"]:
        return Answer(
            200, {"value": [_item(world, vault, secret, one) for one in versions_of(world, secret)]}
        )
    chosen = newest
    if rest[1:] and rest[1]:
        found_version = next((one for one in versions_of(world, secret) if one["version"] == rest[1]), None)
        if found_version is None:
            raise ArmError(404, "SecretNotFound", f"A secret with (name/id) {'/'.join(rest)} was not found.")
        chosen = found_version
    return Answer(200, {"value": chosen["value"], **_bundle(world, vault, secret, chosen)})


def _set(world: World, vault: ResourceId, secret: ResourceId, body: dict[str, Any]) -> Answer:
    if world.store.get("deletedsecret", secret.key) is not None:
        raise ArmError(
            409, "Conflict", f"Secret {secret.name} is currently in a deleted but recoverable state."
        )
    value = {
        "value": body.get("value"),
        "attributes": {"enabled": True},
        "contentType": body.get("contentType"),
    }
    version = add_version(world, secret, value)
    place = f"https://{str(vault.name).lower()}.{world.vault_suffix}/secrets/{secret.name}"
    properties = {
        "attributes": {"enabled": True, "created": version["created"], "updated": version["created"]},
        "secretUri": place,
        "secretUriWithVersion": f"{place}/{version['version']}",
    }
    resource = world.find(secret.key) or {
        "id": secret.path,
        "name": secret.name,
        "type": "Microsoft.KeyVault/vaults/secrets",
    }
    world.save(secret, {**resource, "properties": {**properties_of(resource), **properties}})
    return Answer(200, {"value": body.get("value"), **_bundle(world, vault, secret, version)})


def _deleted(world: World, vault: ResourceId, rest: list[str], call: Call) -> Answer:
    if not rest:
        return Answer(200, {"value": []})
    secret = parse(f"{vault.path}/secrets/{rest[0]}")
    gone = world.store.get("deletedsecret", secret.key)
    newest = current(world, secret)
    if gone is None or newest is None:
        raise ArmError(404, "SecretNotFound", f"Deleted Secret not found: {rest[0]}")
    if call.method == "GET":
        return Answer(200, {**_bundle(world, vault, secret, newest), **_recovery(world, vault, secret, gone)})
    world.store.remove("deletedsecret", secret.key)
    if call.method == "DELETE":
        if properties_of(world.find(vault.key)).get("enablePurgeProtection"):
            raise ArmError(403, "Forbidden", 'Operation "purge" is not enabled for this vault.')
        world.store.remove("secretversions", secret.key)
        return Answer(204)
    world.save(secret, gone["resource"])
    return Answer(200, _bundle(world, vault, secret, newest))


def _item(
    world: World, vault: ResourceId, secret: ResourceId, version: dict[str, Any] | None = None
) -> Resource:
    bundle = _bundle(world, vault, secret, version or current(world, secret) or {})
    return bundle if version else {**bundle, "id": bundle["id"].rsplit("/", 1)[0]}


def _bundle(world: World, vault: ResourceId, secret: ResourceId, version: dict[str, Any]) -> Resource:
    place = f"https://{str(vault.name).lower()}.{world.vault_suffix}/secrets/{secret.name}"
    attributes = {"enabled": True, "created": version.get("created"), "updated": version.get("created")}
    bundle = {
        "id": f"{place}/{version.get('version')}",
        "attributes": {**attributes, "recoveryLevel": "Recoverable"},
    }
    return {**bundle, "contentType": version["contentType"]} if version.get("contentType") else bundle


def _recovery(world: World, vault: ResourceId, secret: ResourceId, gone: dict[str, Any]) -> Resource:
    place = f"https://{str(vault.name).lower()}.{world.vault_suffix}/deletedsecrets/{secret.name}"
    at = gone["deletedDate"]
    return {"recoveryId": place, "deletedDate": at, "scheduledPurgeDate": at + 90 * 86400}

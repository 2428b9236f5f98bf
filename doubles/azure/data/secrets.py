"""The data plane of key vaults: secrets by the vault's own host, with its own permission."""

from __future__ import annotations

import time
from typing import Any

from doubles.azure.data.vaults import let_in, vault_of
from doubles.azure.errors import ArmError
from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import properties_of
from doubles.azure.services.keyvault import add_version, current, versions_of
from doubles.azure.world import Answer, Call, Resource, World

_RIGHTS = {
    "GET": ("secrets/get", "secrets/getSecret/action"),
    "PUT": ("secrets/set", "secrets/setSecret/action"),
    "DELETE": ("secrets/delete", "secrets/delete"),
    "POST": ("secrets/recover", "secrets/recover/action"),
}
"""What a vault's access policy and what a role has to allow for each method."""


def guard(world: World, call: Call) -> dict[str, Any]:
    """The claims of a caller who may do this with the vault's secrets.

    Raises:
        ArmError: See `let_in`.
    """
    permission, action = _RIGHTS[call.method]
    return let_in(world, call, permission, action)


def names(world: World, call: Call) -> Answer:
    """The secrets of a vault, without their values."""
    vault = vault_of(world, call)
    found = [_item(world, vault, rid) for rid, _ in world.below(f"{vault.key}/secrets")]
    return Answer(200, {"value": found, "nextLink": None})


def versions(world: World, call: Call) -> Answer:
    """The versions of a secret, without their values."""
    vault, secret = _secret(world, call)
    return Answer(200, {"value": [_item(world, vault, secret, one) for one in versions_of(world, secret)]})


def read(world: World, call: Call) -> Answer:
    """A secret's value: the newest, or that of a version.

    Raises:
        ArmError: There is no such secret or version.
    """
    vault, secret = _secret(world, call)
    wanted = call.names.get("version")
    newest = _newest(world, secret)
    chosen = next((one for one in versions_of(world, secret) if one["version"] == wanted), None)
    if wanted and chosen is None:
        name = f"{secret.name}/{wanted}"
        raise ArmError(404, "SecretNotFound", f"A secret with (name/id) {name} was not found.")
    version = chosen or newest
    return Answer(200, {"value": version["value"], **_bundle(world, vault, secret, version)})


def write(world: World, call: Call) -> Answer:
    """Give a secret a new value.

    Raises:
        ArmError: The secret is deleted and can be recovered.
    """
    vault, secret = _secret(world, call)
    body = call.body or {}
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


def delete(world: World, call: Call) -> Answer:
    """Delete a secret; it keeps its name and can be recovered.

    Raises:
        ArmError: There is no such secret.
    """
    vault, secret = _secret(world, call)
    newest = _newest(world, secret)
    gone = {"resource": world.find(secret.key), "deletedDate": int(time.time())}
    world.store.put("deletedsecret", secret.key, gone)
    world.erase(secret)
    return Answer(200, {**_bundle(world, vault, secret, newest), **_recovery(world, vault, secret, gone)})


def deleted_names(world: World, call: Call) -> Answer:
    """The deleted secrets of a vault."""
    vault = vault_of(world, call)
    graves = world.store.items("deletedsecret", f"{vault.key}/")
    found = [_remains(world, vault, parse(grave["resource"]["id"]), grave) for _, grave in graves]
    return Answer(200, {"value": found, "nextLink": None})


def deleted(world: World, call: Call) -> Answer:
    """One deleted secret.

    Raises:
        ArmError: There is none of that name.
    """
    vault, secret = _secret(world, call)
    return Answer(200, _remains(world, vault, secret, _grave(world, secret)))


def purge(world: World, call: Call) -> Answer:
    """Forget a deleted secret for good.

    Raises:
        ArmError: There is none of that name, or the vault protects it.
    """
    vault, secret = _secret(world, call)
    _grave(world, secret)
    if properties_of(world.find(vault.key)).get("enablePurgeProtection"):
        raise ArmError(403, "Forbidden", 'Operation "purge" is not enabled for this vault.')
    world.store.remove("deletedsecret", secret.key)
    world.store.remove("secretversions", secret.key)
    return Answer(204)


def recover(world: World, call: Call) -> Answer:
    """Bring a deleted secret back with its versions.

    Raises:
        ArmError: There is none of that name.
    """
    vault, secret = _secret(world, call)
    gone = _grave(world, secret)
    world.store.remove("deletedsecret", secret.key)
    world.save(secret, gone["resource"])
    return Answer(200, _bundle(world, vault, secret, current(world, secret) or {}))


def _secret(world: World, call: Call) -> tuple[ResourceId, ResourceId]:
    """The vault of a call and its secret, which may or may not be there."""
    vault = vault_of(world, call)
    return vault, parse(f"{vault.path}/secrets/{call.names['secret']}")


def _newest(world: World, secret: ResourceId) -> dict[str, Any]:
    newest = current(world, secret)
    if world.find(secret.key) is None or newest is None:
        name = secret.name
        raise ArmError(
            404, "SecretNotFound", f"A secret with (name/id) {name} was not found in this key vault."
        )
    return newest


def _grave(world: World, secret: ResourceId) -> dict[str, Any]:
    gone: dict[str, Any] | None = world.store.get("deletedsecret", secret.key)
    if gone is None:
        raise ArmError(404, "SecretNotFound", f"Deleted Secret not found: {secret.name}")
    return gone


def _remains(world: World, vault: ResourceId, secret: ResourceId, gone: dict[str, Any]) -> Resource:
    newest = current(world, secret) or {}
    return {**_bundle(world, vault, secret, newest), **_recovery(world, vault, secret, gone)}


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

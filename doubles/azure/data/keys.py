"""Keys of a vault, by its host: real RSA keys whose private half never leaves the vault.

Shapes and errors as in Key Vault's REST reference (learn.microsoft.com, "keyvault/keys"), from version 7.4.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from doubles.azure.data import rsa_keys
from doubles.azure.data.vaults import let_in, vault_of
from doubles.azure.errors import ArmError
from doubles.azure.world import Answer, Call, Resource, World

_OPERATIONS = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"]
_RIGHTS = {
    "create": ("keys/create", "keys/create/action"),
    "encrypt": ("keys/encrypt", "keys/encrypt/action"),
    "decrypt": ("keys/decrypt", "keys/decrypt/action"),
    "wrapkey": ("keys/wrapKey", "keys/wrap/action"),
    "unwrapkey": ("keys/unwrapKey", "keys/unwrap/action"),
    "": ("keys/get", "keys/read"),
}
"""What a vault's access policy and what a role has to allow for each operation."""


def guard(world: World, call: Call) -> dict[str, Any]:
    """The claims of a caller who may do this with the vault's keys.

    Raises:
        ArmError: See `let_in`; or there is no such operation.
    """
    operation = call.path.rsplit("/", 1)[1].lower() if call.method == "POST" else ""
    if operation not in _RIGHTS:
        raise ArmError(404, "NotFound", f"There is no operation '{operation}' on keys here.")
    return let_in(world, call, *_RIGHTS[operation])


def names(world: World, call: Call) -> Answer:
    """The keys of a vault."""
    place = f"{vault_of(world, call).key}/keys/"
    found = [
        _item(world, call, key.removeprefix(place), kept[-1]) for key, kept in world.store.items("key", place)
    ]
    return Answer(
        200, {"value": [{**one, "kid": one["kid"].rsplit("/", 1)[0]} for one in found], "nextLink": None}
    )


def versions(world: World, call: Call) -> Answer:
    """The versions of a key."""
    found = [_item(world, call, call.names["key"], one) for one in _versions(world, call)]
    return Answer(200, {"value": found, "nextLink": None})


def read(world: World, call: Call) -> Answer:
    """The public half of a key: the newest, or that of a version.

    Raises:
        ArmError: There is no such key or version.
    """
    return Answer(200, _bundle(world, call, _chosen(world, call)))


def create(world: World, call: Call) -> Answer:
    """Make a key, or a new version of one.

    Raises:
        ArmError: It is not an RSA key of a size that Key Vault has.
    """
    body = call.body or {}
    size = int(body.get("key_size") or 2048)
    if body.get("kty") != "RSA" or size not in (2048, 3072, 4096):
        raise ArmError(
            400, "BadParameter", f"Key of type '{body.get('kty')}' and size {size} is not supported."
        )
    version = {
        "version": uuid.uuid4().hex,
        "created": int(time.time()),
        "enabled": (body.get("attributes") or {}).get("enabled", True),
        "operations": body.get("key_ops") or _OPERATIONS,
        "pem": rsa_keys.new(size),
    }
    place = f"{vault_of(world, call).key}/keys/{call.names['key'].lower()}"
    world.store.put("key", place, [*(world.store.get("key", place) or []), version])
    return Answer(200, _bundle(world, call, version))


def use(world: World, call: Call) -> Answer:
    """Encrypt, decrypt, wrap or unwrap a value.

    Raises:
        ArmError: There is no such key or algorithm, the key is not for this, or the value is not one of it.
    """
    chosen, operation, body = _chosen(world, call), call.names["operation"], call.body or {}
    if not chosen["enabled"]:
        raise ArmError(403, "Forbidden", "Operation is not allowed on a disabled key. (KeyDisabled)")
    if operation.lower() not in {one.lower() for one in chosen["operations"]}:
        raise ArmError(
            403, "Forbidden", f"Operation {operation} is not permitted on this key. (KeyOperationForbidden)"
        )
    try:
        result = rsa_keys.use(chosen["pem"], operation.lower(), str(body.get("alg")), str(body.get("value")))
    except ValueError as problem:
        raise ArmError(400, "BadParameter", str(problem)) from None
    return Answer(200, {"kid": _id(world, call, call.names["key"], chosen), "value": result})


def _versions(world: World, call: Call) -> list[dict[str, Any]]:
    place = f"{vault_of(world, call).key}/keys/{call.names['key'].lower()}"
    found = world.store.get("key", place)
    if not found:
        name = call.names["key"]
        raise ArmError(404, "KeyNotFound", f"A key with (name/id) {name} was not found in this key vault.")
    return list(found)


def _chosen(world: World, call: Call) -> dict[str, Any]:
    """The version that a call names, else the newest."""
    wanted, found = call.names.get("version"), _versions(world, call)
    chosen = next((one for one in found if one["version"] == wanted), None) if wanted else found[-1]
    if chosen is None:
        name = f"{call.names['key']}/{wanted}"
        raise ArmError(404, "KeyNotFound", f"A key with (name/id) {name} was not found in this key vault.")
    return chosen


def _bundle(world: World, call: Call, version: dict[str, Any]) -> Resource:
    kid = _id(world, call, call.names["key"], version)
    key = {"kid": kid, "key_ops": version["operations"], **rsa_keys.public(version["pem"])}
    return {"key": key, "attributes": _attributes(version)}


def _item(world: World, call: Call, name: str, version: dict[str, Any]) -> Resource:
    return {"kid": _id(world, call, name, version), "attributes": _attributes(version)}


def _attributes(version: dict[str, Any]) -> Resource:
    at = version["created"]
    return {"enabled": version["enabled"], "created": at, "updated": at, "recoveryLevel": "Recoverable"}


def _id(world: World, call: Call, name: str, version: dict[str, Any]) -> str:
    return f"https://{call.names['vault'].lower()}.{world.vault_suffix}/keys/{name}/{version['version']}"

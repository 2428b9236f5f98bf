"""Who is let into a container: by a token for storage and a role of the data plane, never by a key."""

from __future__ import annotations

from typing import Any

from doubles.azure.access.decide import may
from doubles.azure.data.storage_errors import StorageError
from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.storage import ACCOUNTS
from doubles.azure.world import Call, World

_AUDIENCE = "https://storage.azure.com"
_ACTIONS = {"GET": "read", "HEAD": "read", "PUT": "write", "DELETE": "delete"}
_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"


def guard(world: World, call: Call) -> dict[str, Any]:
    """The claims of a caller who may do this with the container's blobs.

    Raises:
        StorageError: There is no token for storage (then: where to get one), no right, or no such container.
    """
    where = f"{world.url}/{world.account.tenant}/oauth2/authorize"
    challenge = {"WWW-Authenticate": f"Bearer authorization_uri={where} resource_id={_AUDIENCE}"}
    given = call.headers.get("authorization", "")
    if not given.lower().startswith("bearer "):
        raise StorageError("NoAuthenticationInformation", challenge)
    if not call.headers.get("x-ms-version"):
        raise StorageError("MissingRequiredHeader")
    claims = world.account.caller(given)
    if claims["aud"].rstrip("/") not in (_AUDIENCE, f"https://{call.host}"):
        raise StorageError("InvalidAuthenticationInfo", challenge)
    container = container_of(world, call)
    action = f"{_BLOBS}/{_ACTIONS[call.method]}"
    if not may(world, str(claims["oid"]), action, container.path, data=True):
        raise StorageError("AuthorizationPermissionMismatch")
    return claims


def container_of(world: World, call: Call) -> ResourceId:
    """The container of the host and path that were asked.

    Raises:
        StorageError: There is none.
    """
    for account, _ in world.all_of(ACCOUNTS):
        if account.name == call.names["account"]:
            found = parse(f"{account.path}/blobServices/default/containers/{call.names['container']}")
            if world.find(found.key) is not None:
                return found
    raise StorageError("ContainerNotFound")

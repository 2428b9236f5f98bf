"""Storage accounts and their containers, as az and the portal make them; bodies are kept as they are sent."""

from __future__ import annotations

import re

from doubles.azure.errors import bad_request, conflict
from doubles.azure.hosts import BLOB_DOMAIN
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.world import Answer, Call, Resource, World, merged, stamp

ACCOUNTS = "microsoft.storage/storageaccounts"
_SKUS = {
    f"{kind}_{copies}"
    for kind in ("Standard",)
    for copies in ("LRS", "GRS", "RAGRS", "ZRS", "GZRS", "RAGZRS")
} | {"Premium_LRS", "Premium_ZRS"}


class _Untyped(Service):
    """A type without a model among the installed ones."""

    def __init__(self) -> None:
        super().__init__("", "")

    def shape(self, name: str) -> None:
        """Anything."""
        del name


class StorageAccounts(_Untyped):
    """Accounts, whose names are the world's."""

    created = 200

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Check the name and the SKU, and tell where blobs are."""
        if not re.fullmatch(r"[a-z0-9]{3,24}", rid.name or ""):
            raise bad_request(
                f"{rid.name} is not a valid storage account name. Storage account name must be between 3 "
                "and 24 characters in length and use numbers and lower-case letters only.",
                "AccountNameInvalid",
            )
        for other, _ in world.all_of(ACCOUNTS):
            if old is None and other.name == rid.name:
                raise conflict(
                    f"The storage account named {rid.name} is already taken.", "StorageAccountAlreadyTaken"
                )
        if (body.get("sku") or {}).get("name") not in _SKUS:
            raise bad_request(
                f"The SKU {body.get('sku')} is not one of storage accounts'.", "InvalidRequestPropertyValue"
            )
        body = with_defaults(body, {"minimumTlsVersion": "TLS1_0", "allowBlobPublicAccess": False})
        return with_properties(
            body,
            creationTime=properties_of(old).get("creationTime") or stamp(),
            primaryEndpoints={"blob": f"https://{rid.name}.{BLOB_DOMAIN}/"},
            primaryLocation=body.get("location"),
            provisioningState="Succeeded",
            statusOfPrimary="available",
        )


def check_name(world: World, call: Call) -> Answer:
    """Whether an account's name is free in all of Azure."""
    name = str(call.body["name"])
    if any(rid.name == name for rid, _ in world.all_of(ACCOUNTS)):
        message = f"The storage account named {name} is already taken."
        return Answer(200, {"nameAvailable": False, "reason": "AlreadyExists", "message": message})
    return Answer(200, {"nameAvailable": True})


class BlobServices(_Untyped):
    """The one set of blob settings that every account has."""

    created = 200

    def find(self, world: World, rid: ResourceId) -> Resource | None:
        """The settings; Azure's defaults until they are written."""
        if rid.parent is None or rid.name != "default" or world.find(rid.parent.key) is None:
            return None
        default = {"id": rid.path, "name": rid.name, "type": "Microsoft.Storage/storageAccounts/blobServices"}
        return world.find(rid.key) or {**default, "properties": {"deleteRetentionPolicy": {"enabled": False}}}

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """What is not sent stays."""
        del world, rid
        return {**body, "properties": merged(properties_of(old), properties_of(body))}


class BlobContainers(_Untyped):
    """Containers of blobs."""

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Check the name."""
        del world, old
        if not re.fullmatch(r"[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]", rid.name or ""):
            raise bad_request(f"The container name '{rid.name}' is not valid.", "ContainerOperationFailure")
        return with_defaults(body, {"publicAccess": "None", "leaseState": "Available"})

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Its blobs go with it."""
        del resource
        for key, _ in list(world.store.items("blob", f"{rid.key}/")):
            world.store.remove("blob", key)

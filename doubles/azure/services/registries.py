"""Container registries of Azure's, and to whom they give an image."""

from __future__ import annotations

from doubles.azure.access.decide import may
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of
from doubles.azure.shapes.shape import Record
from doubles.azure.world import World

_HOST = ".azurecr.io"
_PULL = "Microsoft.ContainerRegistry/registries/pull/read"


class Registries(Service):
    """Registries, of which the packages here have no model."""

    def __init__(self) -> None:
        super().__init__("", "")

    def shape(self, name: str) -> Record | None:
        """Nothing is known of the body."""
        del name
        return None


def not_given(world: World, app: ResourceId, image: str) -> str:
    """Why a registry of Azure's does not give an app an image; "" where it does, or for another image."""
    host = image.partition("/")[0].lower()
    if not host.endswith(_HOST):
        return ""
    config = properties_of(world.find(f"{app.key}/config/web"))
    wanted = config.get("acrUserManagedIdentityID")
    identities = ((world.find(app.key) or {}).get("identity") or {}).get("userAssignedIdentities") or {}
    known = {one["clientId"]: one["principalId"] for one in identities.values()}
    if not config.get("acrUseManagedIdentityCreds") or wanted not in known:
        return f"DockerApiException: {host}: unauthorized: authentication required"
    for registry, _ in world.all_of("microsoft.containerregistry/registries"):
        if f"{registry.name}{_HOST}".lower() == host and may(world, known[wanted], _PULL, registry.path):
            return ""
    return f"DockerApiException: {host}: denied: {_PULL} is not allowed"

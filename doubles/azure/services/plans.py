"""App Service plans."""

from __future__ import annotations

from typing import Any

from doubles.azure.errors import conflict
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.world import Resource, World

_TIERS = {
    "F": "Free",
    "D": "Shared",
    "B": "Basic",
    "S": "Standard",
    "P": "Premium",
}


def tier_of(sku: dict[str, Any]) -> str:
    """The tier that a SKU belongs to, such as PremiumV3 for P1v3."""
    name = str(sku.get("name") or "F1")
    version = name.lower().partition("v")[2]
    return str(
        sku.get("tier") or _TIERS.get(name[0].upper(), "Standard") + (f"V{version[0]}" if version else "")
    )


class Plans(Service):
    """The machines that apps run on."""

    created = 200

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Complete the SKU and say what the plan carries."""
        del old
        sku = dict(body.get("sku") or {"name": "F1"})
        name = str(sku.get("name") or "F1")
        sku = {"size": name, "family": name[0].upper(), "capacity": 1, **sku, "tier": tier_of(sku)}
        body = with_defaults(
            {**body, "sku": sku, "kind": body.get("kind") or "app"},
            {
                "reserved": False,
                "perSiteScaling": False,
                "zoneRedundant": False,
                "hyperV": False,
                "isXenon": False,
            },
        )
        return with_properties(
            body,
            status="Ready",
            provisioningState="Succeeded",
            maximumNumberOfWorkers=30,
            numberOfWorkers=sku["capacity"],
            geoRegion=body.get("location"),
            subscription=world.account.subscription,
            resourceGroup=rid.group,
        )

    def show(self, world: World, rid: ResourceId, resource: Resource) -> Resource:
        """Count the apps on it."""
        return with_properties(resource, numberOfSites=len(_apps(world, rid)))

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Refuse to go while apps run on it."""
        del resource
        if _apps(world, rid):
            raise conflict(
                f"Server farm '{rid.name}' cannot be deleted because it has web app(s) assigned to it."
            )


def _apps(world: World, plan: ResourceId) -> list[ResourceId]:
    return [
        app for app, site in world.all_of("microsoft.web/sites")
        if str(properties_of(site).get("serverFarmId", "")).lower() == plan.key
    ]  # fmt: skip

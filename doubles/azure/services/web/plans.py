"""App Service plans."""

from __future__ import annotations

from typing import Any

from doubles.azure.errors import bad_request, conflict
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.services.skus import PLAN_TIERS
from doubles.azure.world import Resource, World

_WITHOUT_SLOTS = ("Free", "Shared", "Basic")
_MOST = {"Free": 1, "Shared": 1, "Basic": 3, "Standard": 10}
"""Instances of a tier at most; 30 of the others."""


def tier_of(name: str) -> str:
    """The tier that a plan's name belongs to, as azure-cli has it: PremiumV3, Premium0V3 for the smallest.

    Raises:
        ArmError: There is no such name.
    """
    tier = PLAN_TIERS.get(name.lower())
    if tier is None:
        raise bad_request(f"The SKU '{name}' does not exist.", "BadRequest")
    return tier


def plan_of(world: World, app: Resource | None) -> Resource | None:
    """The plan that an app runs on; None where there is no such app or plan."""
    return world.find(str(properties_of(app).get("serverFarmId")))


class Plans(Service):
    """The machines that apps run on."""

    created = 200

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Complete the SKU, refuse what Azure refuses, and say what the plan carries."""
        sku = dict(body.get("sku") or {"name": "F1"})
        name = str(sku.get("name") or "F1")
        sku = {"size": name, "family": name[0].upper(), "capacity": 1, **sku, "tier": tier_of(name)}
        if old is not None:
            _check_change(world, rid, str(old["sku"]["tier"]), str(sku["tier"]))
        _check_count(sku)
        if properties_of(body).get("zoneRedundant") and int(sku["capacity"]) < 2:
            raise bad_request("A zone redundant plan needs two instances or more.", "BadRequest")
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
            maximumNumberOfWorkers=_MOST.get(sku["tier"], 30),
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


def _check_count(sku: dict[str, Any]) -> None:
    """Refuse more instances than the tier has.

    Raises:
        ArmError: With the most.
    """
    most = _MOST.get(sku["tier"], 30)
    if int(sku["capacity"]) > most:
        raise bad_request(f"The tier '{sku['tier']}' takes {most} instances at most.", "BadRequest")


def _check_change(world: World, plan: ResourceId, before: str, after: str) -> None:
    """Refuse a plan without slots while there is one, and machines that the plan's unit does not have.

    Raises:
        ArmError: In either case.
    """
    slots = [
        slot
        for app in _apps(world, plan)
        for slot, _ in world.below(f"{app.key}/slots")
        if slot.type == "microsoft.web/sites/slots"
    ]
    if after in _WITHOUT_SLOTS and slots:
        raise conflict(f"Cannot change the plan to {after}: it has deployment slots. Delete them first.")
    if after != before and "Premium" in after and world.store.get("unit", plan.key) == "no-premium":
        raise conflict(
            f"The pricing tier '{after}' is not available in this resource group and region: the plan's "
            "scale unit "
            "has no such machines."
        )


def _apps(world: World, plan: ResourceId) -> list[ResourceId]:
    return [
        app for app, site in world.all_of("microsoft.web/sites")
        if str(properties_of(site).get("serverFarmId", "")).lower() == plan.key
    ]  # fmt: skip

"""Types with a line or two of rules each."""

from __future__ import annotations

import uuid
from typing import Any

from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.world import Answer, Resource, World, stamp


class Plain(Service):
    """A type that the emulator keeps as it is sent."""


class Groups(Service):
    """Resource groups."""

    slow = False

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """A group is there at once."""
        del world, rid, old
        return with_properties(body, provisioningState="Succeeded")


class Networked(Service):
    """Networks, subnets, private zones and their links: slow, with a provisioning state."""

    slow = True

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Give inner subnets ids and a network its subnets."""
        del old
        if rid.type == "microsoft.network/virtualnetworks":
            given = properties_of(body).get("subnets")
            kept = {one["name"].lower(): one for one in self._subnets(world, rid)}
            if given:
                named = [{"id": f"{rid.path}/subnets/{one['name']}", **one} for one in given]
                for one in named:
                    subnet = {"type": "Microsoft.Network/virtualNetworks/subnets", **one}
                    world.store.put(
                        "resource", one["id"].lower(), with_properties(subnet, provisioningState="Succeeded")
                    )
                    kept.pop(one["name"].lower(), None)
            body = {**body, "properties": {k: v for k, v in properties_of(body).items() if k != "subnets"}}
            body = with_defaults(body, {"enableDdosProtection": False, "resourceGuid": str(uuid.uuid4())})
        if rid.type == "microsoft.network/virtualnetworks/subnets":
            body = with_defaults(
                body,
                {
                    "privateEndpointNetworkPolicies": "Disabled",
                    "privateLinkServiceNetworkPolicies": "Enabled",
                },
            )
        if rid.type == "microsoft.network/privatednszones/virtualnetworklinks":
            body = with_properties(body, virtualNetworkLinkState="Completed")
        return with_properties(body, provisioningState="Updating")

    def show(self, world: World, rid: ResourceId, resource: Resource) -> Resource:
        """A network is read with its subnets inside, however they were made."""
        if rid.type != "microsoft.network/virtualnetworks":
            return resource
        return with_properties(resource, subnets=self._subnets(world, rid))

    def _subnets(self, world: World, rid: ResourceId) -> list[Resource]:
        return [one for inner, one in world.below(f"{rid.key}/subnets") if inner.type.endswith("/subnets")]


class Workspaces(Service):
    """Log Analytics workspaces."""

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Fill in what the service adds."""
        del world, rid
        before = properties_of(old)
        quota = {"dailyQuotaGb": -1, **(properties_of(body).get("workspaceCapping") or {})}
        quota = {**quota, "dataIngestionStatus": "RespectQuota", "quotaNextResetTime": stamp()}
        body = with_defaults(
            body,
            {
                "customerId": before.get("customerId") or str(uuid.uuid4()),
                "createdDate": before.get("createdDate") or stamp(),
                "retentionInDays": 30,
                "sku": {"name": "PerGB2018"},
                "publicNetworkAccessForIngestion": "Enabled",
                "publicNetworkAccessForQuery": "Enabled",
            },
        )
        return with_properties(
            body, provisioningState="Succeeded", workspaceCapping=quota, modifiedDate=stamp()
        )

    def act(self, world: World, rid: ResourceId, action: str, body: Any) -> Answer | None:
        """Give the shared keys, which are secrets made from the workspace's own id."""
        del body
        if action != "sharedkeys":
            return None
        seed = uuid.uuid5(uuid.UUID(world.account.tenant), rid.key).hex
        return Answer(200, {"primarySharedKey": seed, "secondarySharedKey": seed[::-1]})

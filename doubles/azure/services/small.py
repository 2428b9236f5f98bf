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

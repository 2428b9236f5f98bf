"""What the rules of a resource type may say."""

from __future__ import annotations

from typing import Any

from doubles.azure.ids import ResourceId
from doubles.azure.shapes import shape_of
from doubles.azure.shapes.shape import Record
from doubles.azure.world import Answer, Resource, World


class Service:
    """The rules of one resource type; by default there are none.

    Attributes:
        model: The module and the class in Azure's packages that describe a body.
        slow: Writing and removing it is a long-running operation.
        minutes: How long Azure takes to make it, where that is longer than a client's credentials live.
        created: The status of a PUT that creates.
    """

    slow = False
    minutes = 0.0
    created = 201

    def __init__(self, module: str, model: str) -> None:
        self.model = (module, model)

    def shape(self, name: str) -> Record | None:
        """What a body may look like; None where Azure's packages do not say.

        Args:
            name: The resource's own name.
        """
        del name
        return shape_of(*self.model)

    def find(self, world: World, rid: ResourceId) -> Resource | None:
        """The resource, or None when it does not exist."""
        return world.find(rid.key)

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """What a write leaves behind.

        Args:
            world: The emulated cloud.
            rid: What is written.
            old: What was there.
            body: What was sent, already of the right shape.

        Raises:
            ArmError: The write is refused.
        """
        del world, rid, old
        return body

    def joins(self, body: Resource) -> list[tuple[str, str]]:
        """What of others a write lays hold of: each one's id, and the action that the caller needs there."""
        del body
        return []

    def show(self, world: World, rid: ResourceId, resource: Resource) -> Resource:
        """What a reader sees of it."""
        del world, rid
        return resource

    def readable(self, rid: ResourceId) -> bool:
        """Whether it can be read by GET at all."""
        del rid
        return True

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """What else happens when it is removed."""
        del world, rid, resource

    def act(self, world: World, rid: ResourceId, action: str, body: Any) -> Answer | None:
        """Answer a POST of an action, or None when there is no such action."""
        del world, rid, action, body
        return None


def properties_of(resource: Resource | None) -> dict[str, Any]:
    """A resource's properties, to read."""
    return dict((resource or {}).get("properties") or {})


def with_properties(resource: Resource, **values: Any) -> Resource:
    """A resource with some properties set."""
    return {**resource, "properties": {**properties_of(resource), **values}}


def with_defaults(resource: Resource, values: dict[str, Any]) -> Resource:
    """A resource with properties filled in where it has none."""
    mine = {key: value for key, value in properties_of(resource).items() if value is not None}
    return {**resource, "properties": {**values, **mine}}

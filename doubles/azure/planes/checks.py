"""What is checked before any type's own rules: place, location, and the body against its model."""

from __future__ import annotations

from typing import Any

from doubles.azure.errors import ArmError, conflict
from doubles.azure.ids import GROUPS, ResourceId
from doubles.azure.services import service_of
from doubles.azure.shapes.refusals import refusal
from doubles.azure.shapes.tags import tag_problems
from doubles.azure.world import Resource, World

ECHOES = {"id", "name", "type", "etag", "systemData"}
"""Members that a client may send back as it read them; the service ignores them."""


def check_subscription(world: World, lower: str) -> None:
    """There is one subscription."""
    parts = lower.strip("/").split("/")
    if parts[0] == "subscriptions" and len(parts) > 1 and parts[1] != world.account.subscription.lower():
        raise ArmError(404, "SubscriptionNotFound", f"The subscription '{parts[1]}' could not be found.")


def check_place(world: World, rid: ResourceId) -> None:
    """What a resource is in must exist."""
    group = rid.group_key
    if group and rid.type != GROUPS and world.find(group) is None:
        raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{rid.group}' could not be found.")


def named(rid: ResourceId, old: Resource | None) -> Resource:
    """The members that ARM gives: a resource keeps the case of its first name."""
    if old is not None and old.get("id"):
        return {key: old[key] for key in ("id", "name", "type") if key in old}
    tail = rid.path[rid.key.rfind("/providers/") + len("/providers/") :].split("/")
    kind = "Microsoft.Resources/resourceGroups" if rid.type == GROUPS else "/".join([tail[0], *tail[1::2]])
    return {"id": rid.path, "name": rid.name, "type": kind}


def check_location(old: Resource | None, body: Resource) -> None:
    """A resource cannot move."""

    def plain(value: Any) -> str:
        return str(value).replace(" ", "").lower()

    if (
        old
        and old.get("location")
        and body.get("location")
        and plain(old["location"]) != plain(body["location"])
    ):
        raise conflict(
            f"The resource already exists in location '{old['location']}'. A resource with the same name "
            f"cannot be created in location '{body['location']}'.",
            "InvalidResourceLocation",
        )


def check_shape(rid: ResourceId, body: Resource, *, partial: bool) -> None:
    """Refuse a body that is not of the type's model; everything wrong is said at once.

    Raises:
        ArmError: With the first thing that is wrong as its target, and all of them as details.
    """
    sent = {key: value for key, value in body.items() if key not in ECHOES}
    problems = list(tag_problems(rid.type, sent.get("tags")))
    shape = service_of(rid.type).shape(rid.name or "")
    if shape is not None:
        problems = [*shape.problems(sent, "$", partial=partial), *problems]
    if problems:
        raise refusal(rid.type.partition("/")[0], problems)

"""Long-running operations: begun at once, visible as unfinished for a moment, settled by the clock.

Nothing runs in the background. Every request first settles what is due, so an operation also ends when the
emulator was restarted in between.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from doubles.azure.errors import ArmError, conflict
from doubles.azure.ids import ResourceId
from doubles.azure.world import Answer, Call, Resource, World, stamp

SERVERS = "microsoft.dbforpostgresql/flexibleservers"


def begin(world: World, rid: ResourceId, *, removes: bool, minutes: float = 0) -> dict[str, str]:
    """Note an operation and give the headers by which a client follows it.

    Args:
        world: The emulated cloud.
        rid: What is written or removed.
        removes: Whether it is removed.
        minutes: How long Azure takes: by so much its clock is ahead when the operation has ended.
    """
    number = str(uuid.uuid4())
    now = time.time()
    record = {"key": rid.key, "removes": removes, "begun": now, "due": now + world.operation_seconds}
    record["minutes"] = minutes
    world.store.put("operation", number, record)
    namespace = rid.type.split("/", maxsplit=1)[0]
    place = (
        f"{world.url}/subscriptions/{world.account.subscription}/providers/{namespace}/locations/rehearsal"
    )
    headers = {
        "Location": f"{place}/operationResults/{number}?api-version=2020-01-01",
        **pause(world),
    }
    if not removes or rid.type == SERVERS:
        headers["Azure-AsyncOperation"] = f"{place}/azureAsyncOperation/{number}?api-version=2020-01-01"
    return headers


def settle(world: World) -> None:
    """End the operations that are due."""
    now = time.time()
    for number, record in list(world.store.items("operation")):
        if record["due"] > now:
            continue
        world.store.remove("operation", number)
        world.store.put("ended operation", number, record)
        world.move_clock(60 * record.get("minutes", 0))
        resource = world.find(record["key"])
        if resource is None:
            continue
        if record["removes"]:
            for inner, _ in list(world.below(record["key"])):
                world.erase(inner)
            world.store.remove("resource", record["key"])
        else:
            world.store.put("resource", record["key"], _finished(resource))


def _finished(resource: Resource) -> Resource:
    properties = dict(resource.get("properties") or {})
    if "provisioningState" in properties:
        properties["provisioningState"] = "Succeeded"
    if properties.get("state") in ("Provisioning", "Updating"):
        properties["state"] = "Ready"
    return {**resource, "properties": properties}


def pending(world: World, key: str) -> bool:
    """Whether an operation runs on a resource or inside it."""
    return any(
        record["key"] == key or record["key"].startswith(key + "/")
        for _, record in world.store.items("operation")
    )


def refuse_if_busy(world: World, rid: ResourceId) -> None:
    """A flexible server does one thing at a time, and says so.

    Raises:
        ArmError: 409 ServerIsBusy.
    """
    server: ResourceId | None = rid
    while server is not None and server.type != SERVERS:
        server = server.parent
    if server is not None and pending(world, server.key):
        raise conflict(
            f"Cannot complete operation while server '{server.name}' is busy processing another operation. "
            "Please try again later.",
            "ServerIsBusy",
        )


def status(world: World, call: Call) -> Answer:
    """Tell a client how its operation goes."""
    record, done = _record(world, call)
    body = {
        "name": call.names["number"],
        "status": "Succeeded" if done else "InProgress",
        "startTime": stamp(record["begun"]),
    }
    return Answer(200, body, {} if done else pause(world))


def result(world: World, call: Call) -> Answer:
    """Give a client what its operation led to."""
    record, done = _record(world, call)
    if not done:
        here = f"{world.url}{call.path}?api-version=2020-01-01"
        return Answer(202, None, {"Location": here, **pause(world)})
    resource = world.find(record["key"])
    return Answer(204) if record["removes"] or resource is None else Answer(200, resource)


def _record(world: World, call: Call) -> tuple[dict[str, Any], bool]:
    """An operation, and whether it has ended."""
    number = call.names["number"]
    for kind in ("operation", "ended operation"):
        if record := world.store.get(kind, number):
            return record, kind != "operation"
    raise ArmError(404, "OperationNotFound", f"The operation '{number}' was not found.")


def pause(world: World) -> dict[str, str]:
    """When to ask again: sooner, the sooner operations end."""
    return {"Retry-After": "1", "x-ms-retry-after-ms": str(max(50, int(world.operation_seconds * 500)))}

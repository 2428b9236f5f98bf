"""What happens in Azure without anybody's request: a test says what, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from doubles.azure.errors import ArmError
from doubles.azure.ids import parse
from doubles.azure.services.base import properties_of, with_properties
from doubles.azure.services.web import autoscale, domains
from doubles.azure.world import Answer, Call, World

Happens = Callable[[World, str, Any], None]


def _disk_grew(world: World, server: str, gigabytes: Any) -> None:
    """Azure doubles a server's disk that is nearly full (auto-grow)."""
    found = world.find(server) or {}
    storage = {**properties_of(found)["storage"], "storageSizeGB": int(gigabytes)}
    world.save(parse(server), with_properties(found, storage=storage))


def _scaled(world: World, plan: str, instances: Any) -> None:
    """Autoscale changes the number of a plan's machines."""
    found = world.find(plan) or {}
    moved = {**found, "sku": {**found["sku"], "capacity": int(instances)}}
    world.save(parse(plan), with_properties(moved, numberOfWorkers=int(instances)))


def _unit(world: World, plan: str, kind: Any) -> None:
    """The unit of machines that a plan is on has no Premium (`no-premium`), as older ones have none."""
    world.store.put("unit", plan.lower(), kind)


def _scripted(world: World, image: str, behaviour: Any) -> None:
    """An image is what a test says, in the words of `containers.script`."""
    world.store.put("image", image, behaviour)


def _busy(world: World, app: str, busy: Any) -> None:
    """So many requests arrive that each container of the app fills its pools of connections."""
    world.store.put("busy", app.lower(), bool(busy))


def _called_from(world: World, address: str, _: Any) -> None:
    """Requests to apps come from another address now."""
    world.store.put("caller", "address", address)


def _has_record(world: World, name: str, records: Any) -> None:
    """DNS has these records for a name, by their types."""
    world.store.put(domains.DNS, name.lower(), records)


def _loaded(world: World, plan: str, load: Any) -> None:
    """A plan has a load for a while: metrics by name; autoscale answers it."""
    _scaled(world, plan, autoscale.instances(world, plan, load))


EVENTS: dict[str, Happens] = {
    "disk-grew": _disk_grew,
    "scaled": _scaled,
    "unit": _unit,
    "image": _scripted,
    "busy": _busy,
    "called-from": _called_from,
    "load": _loaded,
    "dns": _has_record,
}
"""What can happen, by its name; each is told the resource that it happens to, and a value."""


def happen(world: World, call: Call) -> Answer:
    """Let something happen: the body has `what` (a name in `EVENTS`), the `id` of a resource, a `value`.

    Raises:
        ArmError: Nothing of that name can happen.
    """
    what = EVENTS.get(str(call.body.get("what")))
    if what is None:
        raise ArmError(404, "NotFound", f"There are only {', '.join(EVENTS)}.")
    what(world, str(call.body.get("id", "")), call.body.get("value"))
    return Answer(200, {})

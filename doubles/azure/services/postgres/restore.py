"""A server made from another's backup: a new one, with what the other held and its password."""

from __future__ import annotations

from doubles.azure.errors import bad_request
from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import properties_of
from doubles.azure.services.postgres.roles import KEPT
from doubles.azure.world import Resource, World

STORED = ("password", "connections", "first-connections", "catalog", KEPT)
"""What the emulator keeps of a server beside the resource itself."""

_RESTORES = ("PointInTimeRestore", "GeoRestore", "ReviveDropped")
_ASKED_ONCE = ("createMode", "sourceServerResourceId", "pointInTimeUTC")
_HELD = ("databases", "configurations", "firewallrules")
_KEPT = (
    "administratorLogin",
    "version",
    "storage",
    "backup",
    "network",
    "highAvailability",
    "authConfig",
)


def source_of(world: World, body: Resource) -> Resource | None:
    """The server whose backup is asked for; None when none is.

    Raises:
        ArmError: It does not exist.
    """
    given = properties_of(body)
    if given.get("createMode") not in _RESTORES:
        return None
    found = world.find(str(given.get("sourceServerResourceId") or ""))
    if found is None:
        raise bad_request("The source server of the restore does not exist.", "SourceServerNotFound")
    return found


def with_source(body: Resource, source: Resource | None) -> Resource:
    """The request as if it had named all that the source has; how the server is made is not kept."""
    given = {key: value for key, value in properties_of(body).items() if key not in _ASKED_ONCE}
    if source is None:
        return {**body, "properties": given}
    taken = {key: value for key, value in properties_of(source).items() if key in _KEPT}
    # A restored server has no standby until it is given one.
    taken["highAvailability"] = {"mode": "Disabled"}
    return {"sku": source["sku"], **body, "properties": {**taken, **given}}


def copy(world: World, source: ResourceId, target: ResourceId) -> None:
    """Give the new server the other's databases, parameters, rules and password."""
    for kind in STORED:
        world.store.put(kind, target.key, world.store.get(kind, source.key))
    for kind in _HELD:
        for child, resource in list(world.below(f"{source.key}/{kind}")):
            path = f"{target.path}{child.path[len(source.path) :]}"
            world.save(parse(path), {**resource, "id": path})

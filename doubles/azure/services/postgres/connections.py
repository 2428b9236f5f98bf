"""The connections that Hasura's containers open to a flexible server, and the server's limit.

Each container has two pools, one for the data and one for the metadata. At rest a pool holds one connection;
an app that is busy (an event of the emulator's) fills them all. Of `max_connections` the service keeps 15.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from doubles.azure.ids import ResourceId
from doubles.azure.services.base import properties_of
from doubles.azure.services.web.plans import plan_of
from doubles.azure.world import World

_POOL, _POOLS, _POOL_OF_HASURA, _KEPT = "HASURA_GRAPHQL_PG_CONNECTIONS", 2, "50", 15
_APPS = ("microsoft.web/sites", "microsoft.web/sites/slots")
REFUSED = "FATAL: remaining connection slots are reserved for non-replication superuser connections"
"""PostgreSQL's own sentence."""


def limit(world: World, server: ResourceId) -> int:
    """How many connections the server takes from its users; a restart takes a changed parameter over."""
    return max(0, int(world.store.get("connections", server.key) or 0) - _KEPT)


def opened(world: World, host: str) -> int:
    """How many connections all containers together hold to a server: old and new, of apps and of slots."""
    return sum(
        _machines(world, app) * _POOLS * _pool(world, app, container)
        for app, container in _containers(world)
        if f"@{host}" in container["environment"].get("HASURA_GRAPHQL_DATABASE_URL", "")
    )


def _containers(world: World) -> Iterator[tuple[ResourceId, dict[str, Any]]]:
    for kind in _APPS:
        for app, _ in world.all_of(kind):
            known = world.store.get("app", app.key) or {}
            for state in ("serving", "starting"):
                if known.get(state):
                    yield app, known[state]


def _machines(world: World, app: ResourceId) -> int:
    plan = plan_of(world, world.find(app.key)) or {}
    return int(properties_of(plan).get("numberOfWorkers") or 1)


def _pool(world: World, app: ResourceId, container: dict[str, Any]) -> int:
    if not world.store.get("busy", app.key):
        return 1
    return int(container["environment"].get(_POOL, _POOL_OF_HASURA))

"""A database takes so many connections and refuses the next one: each tier stays below, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from doubles.azure.services.postgres import connections
from doubles.azure.services.web import containers
from infra.config.azure.tiers import TIERS, TierName
from tests.support.requests import Deployed, deployed

HOST, NEXT = "hermapi-db.postgres.database.azure.com", "hasura@sha256:next"


@contextmanager
def busy(tier: TierName) -> Iterator[Deployed]:
    """A tier's deployment with all machines that it can have, each of them busy, and a slot if it may."""
    slot = "false" if tier == "economy" else "true"
    with deployed(tier=tier, slot=slot) as prod:
        prod.arm.happens("scaled", prod.requests["AppServicePlan"].path, TIERS[tier].maximum_instances)
        for token in prod.requests.keys() & {"WebApp", "WebAppSlot"}:
            prod.arm.happens("busy", prod.requests[token].path, value=True)
        yield prod


def release_everywhere(prod: Deployed) -> None:
    """Let a new version start beside the old one in app and slot, and stay at that."""
    prod.arm.world.operation_seconds = 60
    for token in prod.requests.keys() & {"WebApp", "WebAppSlot"}:
        prod.release(NEXT, token)
    prod.arm.world.operation_seconds = 0


def opened(prod: Deployed) -> int:
    """How many connections there are."""
    return connections.opened(prod.arm.world, HOST)


def limit(prod: Deployed) -> int:
    """How many the server takes."""
    return connections.limit(prod.arm.world, prod.rid("Server"))


@pytest.mark.parametrize("tier", TIERS)
def test_a_tiers_database_takes_all_that_it_runs(tier: TierName) -> None:
    """All machines busy, app and slot each with a new version beside the old: it is enough for all."""
    with busy(tier) as prod:
        calm = opened(prod)
        release_everywhere(prod)
        assert calm < opened(prod) <= limit(prod)
        assert containers.runs(prod.arm.world, prod.rid("WebApp")).serving is not None


def test_database_refuses_one_connection_too_many() -> None:
    """B1ms keeps 15 of its 50: with pools of nine and two versions at once Hasura asks for the 36th."""
    with busy("economy") as prod:
        settings = prod.requests["WebAppApplicationSettings"]
        values = {**settings.inputs["properties"], "HASURA_GRAPHQL_PG_CONNECTIONS": "9"}
        assert prod.arm.put(settings.path, {"properties": values}) is None
        assert opened(prod) == 18
        release_everywhere(prod)
        assert (opened(prod), limit(prod)) == (36, 35)
        found = containers.runs(prod.arm.world, prod.rid("WebApp"))
        assert (found.serving, found.problem) == (None, connections.REFUSED)


def test_larger_machine_takes_more_connections_from_its_restart_on() -> None:
    """The program sets `max_connections` with the machine, and nothing but a restart lets it count."""
    with deployed(tier="economy") as prod:
        server = prod.requests["Server"]
        body = {**server.body(server.inputs), "sku": {"name": "Standard_D2ds_v4", "tier": "GeneralPurpose"}}
        assert prod.arm.put(server.path, body) is None
        parameter = {"properties": {"value": "859", "source": "user-override"}}
        assert prod.arm.put(f"{server.path}/configurations/max_connections", parameter) is None
        assert limit(prod) == 35
        prod.arm.act(server.path, "restart")
        assert limit(prod) == 844

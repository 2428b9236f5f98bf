"""A database takes so many connections and refuses the next one: each tier stays below, whatever happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from doubles.azure.ids import parse
from doubles.azure.services import connections, containers
from infra.config.azure.tiers import TIERS, TierName
from tests.support.arm import Arm
from tests.support.configurations import PROD, override
from tests.support.recorder import record
from tests.support.requests import Request, requests_of, state

SECRETS = ("jwtSecret", "adminSecret", "databasePassword")
HOST = "hermapi-db.postgres.database.azure.com"


@contextmanager
def deployed(tier: TierName, **changes: str) -> Iterator[tuple[Arm, dict[str, Request]]]:
    """A tier's deployment with all machines that it can have, busy; and its requests by type."""
    slot = "false" if tier == "economy" else "true"
    config = {**PROD, "tier": tier, "slot": slot, "secretStore": "appSettings", **changes}
    config |= {"confirmed": '["new standby in another zone of swedencentral"]'}
    made = requests_of(record("prod", config, SECRETS, state=state))
    with TemporaryDirectory() as folder:
        arm = Arm(Path(folder))
        for request in made:
            assert (refused := arm.put(request.path, request.body(request.inputs))) is None, refused
        requests = {request.token.rsplit(":", 1)[1]: request for request in made}
        instances = TIERS[tier].maximum_instances
        arm.happens("scaled", requests["AppServicePlan"].path, instances)
        for token in requests.keys() & {"WebApp", "WebAppSlot"}:
            arm.happens("busy", requests[token].path, value=True)
        yield arm, requests


def release(arm: Arm, app: Request) -> None:
    """Give the app another image; its container starts beside the old one."""
    body = app.body(app.inputs)
    body["properties"]["siteConfig"]["linuxFxVersion"] = "DOCKER|hasura@sha256:next"
    arm.world.operation_seconds = 60
    assert arm.put(app.path, body) is None
    arm.world.operation_seconds = 0


def opened(arm: Arm) -> int:
    """How many connections there are."""
    return connections.opened(arm.world, HOST)


@pytest.mark.parametrize("tier", TIERS)
def test_a_tiers_database_takes_all_that_it_runs(tier: TierName) -> None:
    """Finding 6: all machines busy, app and slot each with a new version beside the old: it is enough."""
    with deployed(tier) as (arm, requests):
        app, server = requests["WebApp"], parse(requests["Server"].path)
        calm = opened(arm)
        for token in requests.keys() & {"WebApp", "WebAppSlot"}:
            release(arm, requests[token])
        assert calm < opened(arm) <= connections.limit(arm.world, server)
        assert containers.runs(arm.world, parse(app.path)).serving is not None


def test_database_refuses_one_connection_too_many() -> None:
    """B1ms keeps 15 of its 50: with pools of nine and two versions at once Hasura asks for the 36th."""
    with deployed("economy") as (arm, requests):
        app, settings = requests["WebApp"], requests["WebAppApplicationSettings"]
        values = {**settings.inputs["properties"], "HASURA_GRAPHQL_PG_CONNECTIONS": "9"}
        assert arm.put(settings.path, {"properties": values}) is None
        assert opened(arm) == 18
        release(arm, app)
        assert (opened(arm), connections.limit(arm.world, parse(requests["Server"].path))) == (36, 35)
        found = containers.runs(arm.world, parse(app.path))
        assert (found.serving, found.problem) == (None, connections.REFUSED)


def test_larger_machine_takes_more_connections_from_its_restart_on() -> None:
    """The program sets `max_connections` with the machine, and nothing but a restart lets it count."""
    with deployed("economy", **override(databaseSku="Standard_B1ms")) as (arm, requests):
        server = parse(requests["Server"].path)
        body = requests["Server"].body(requests["Server"].inputs)
        body["sku"] = {"name": "Standard_D2ds_v4", "tier": "GeneralPurpose"}
        assert arm.put(server.path, body) is None
        parameter = {"properties": {"value": "859", "source": "user-override"}}
        assert arm.put(f"{server.path}/configurations/max_connections", parameter) is None
        assert connections.limit(arm.world, server) == 35
        arm.act(server.path, "restart")
        assert connections.limit(arm.world, server) == 844


def test_the_contract_tells_hasura_its_pools() -> None:
    """What the tier says is what the app's settings have."""
    for tier, values in TIERS.items():
        with deployed(tier) as (_, requests):
            found = requests["WebAppApplicationSettings"].inputs["properties"]
            assert json.loads(found["HASURA_GRAPHQL_PG_CONNECTIONS"]) == values.connections

"""Who may sign in to a flexible server: its administrator, and the roles that SQL has made."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.database.role import role_statements, scram_verifier
from doubles.azure.ids import parse
from doubles.azure.services.postgres import roles
from tests.support.arm import SUBSCRIPTION, Arm

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/herm"
SERVER = f"{GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/hermapi-db"
PLACE = {"location": "swedencentral"}
PROPERTIES = {"administratorLogin": "hasura", "administratorLoginPassword": "a-Password-1", "version": "17"}


@pytest.fixture
def arm(tmp_path: Path) -> Arm:
    """A server with a database."""
    arm = Arm(tmp_path)
    sku = {"name": "Standard_D2ds_v4", "tier": "GeneralPurpose"}
    for path, body in (
        (GROUP, PLACE),
        (SERVER, {**PLACE, "sku": sku, "properties": PROPERTIES}),
        (f"{SERVER}/databases/hasura", {"properties": {}}),
    ):
        assert (refused := arm.put(path, body)) is None, refused
    return arm


def test_role_signs_in_once_the_administrator_has_made_it(arm: Arm) -> None:
    """With its own password; it gives itself another one, and makes no other role."""
    server, world = parse(SERVER), arm.world
    made = role_statements("api", scram_verifier("one"), "hasura")
    assert not roles.lets_in(world, server, "api", "one")
    assert "permission denied to create role" in roles.run(world, server, "somebody", made)
    assert roles.run(world, server, "hasura", made) == ""
    assert roles.lets_in(world, server, "api", "one")
    assert not roles.lets_in(world, server, "api", "a-Password-1")
    assert roles.lets_in(world, server, "hasura", "a-Password-1")
    assert roles.run(world, server, "api", role_statements("api", scram_verifier("two"), "hasura")) == ""
    assert (roles.lets_in(world, server, "api", "one"), roles.lets_in(world, server, "api", "two")) == (
        False,
        True,
    )
    other = role_statements("other", scram_verifier("one"), "hasura")
    assert "permission denied" in roles.run(world, server, "api", other)
    nowhere = role_statements("other", scram_verifier("one"), "none")
    assert "does not exist" in roles.run(world, server, "hasura", nowhere)
    assert "does not know" in roles.run(world, server, "hasura", "DROP TABLE author")

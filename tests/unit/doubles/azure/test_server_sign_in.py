"""Who may sign in to a flexible server: its administrator, and the roles that SQL has made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.database.role import role_statements, scram_verifier
from doubles.azure.ids import parse
from doubles.azure.services.postgres import roles
from tests.support.arm import SUBSCRIPTION, Arm

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/herm"
SERVER = f"{GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/hermapi-db"
PLACE = {"location": "swedencentral"}
SKU = {"name": "Standard_D2ds_v4", "tier": "GeneralPurpose"}
PROPERTIES = {"administratorLogin": "hasura", "administratorLoginPassword": "a-Password-1", "version": "17"}


@pytest.fixture
def arm(tmp_path: Path) -> Arm:
    """A server with a database."""
    arm = Arm(tmp_path)
    for path, body in (
        (GROUP, PLACE),
        (SERVER, {**PLACE, "sku": SKU, "properties": PROPERTIES}),
        (f"{SERVER}/databases/hasura", {"properties": {}}),
    ):
        assert (refused := arm.put(path, body)) is None, refused
    return arm


def test_people_administer_where_entra_lets_them_in(arm: Arm) -> None:
    """Not before the server lets them, which takes a tenant; with an id and a name; the password stays."""
    person = f"{SERVER}/administrators/{'0' * 8}-0000-4000-8000-{'0' * 12}"
    named = {"properties": {"principalName": "dba", "principalType": "Group", "tenantId": "t"}}
    assert refusal(arm, person, named) == "AadAuthNotEnabled"
    for auth, code in (
        ({"activeDirectoryAuth": "Enabled"}, "InvalidParameterValue"),
        ({"activeDirectoryAuth": "Disabled", "passwordAuth": "Disabled"}, "InvalidParameterValue"),
        ({"activeDirectoryAuth": "Enabled", "passwordAuth": "Enabled", "tenantId": "t"}, ""),
    ):
        body = {**PLACE, "sku": SKU, "properties": {**PROPERTIES, "authConfig": auth}}
        assert refusal(arm, SERVER, body) == code
    assert refusal(arm, f"{SERVER}/administrators/dba", named) == "InvalidParameterValue"
    assert refusal(arm, person, {"properties": {"principalType": "Robot"}}) != ""
    assert refusal(arm, person, named) == ""
    assert roles.lets_in(arm.world, parse(SERVER), "hasura", "a-Password-1")


def refusal(arm: Arm, path: str, body: Any) -> str:
    """The code of a refusal; "" where there is none."""
    refused = arm.put(path, body)
    return refused.code if refused else ""


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

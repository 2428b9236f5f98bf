"""The settings of a rehearsal: prod's own, complete, with made-up secrets where they cannot be read."""

from __future__ import annotations

import json

import pytest

from cli.rehearsal.checks import check_environment
from cli.rehearsal.settings import rehearsal_settings
from infra.azure.app.platform_settings import PLATFORM_SETTINGS
from infra.config.settings import parse
from infra.contract import environment
from infra.problems import ProblemsError
from infra.secret import UNREADABLE


def given(monkeypatch: pytest.MonkeyPatch, **found: str) -> None:
    """What can be read of prod's settings on this machine."""
    monkeypatch.setattr("cli.rehearsal.settings.readable", lambda _: dict(found))


def test_empty_prod_can_be_rehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh clone has no secret of prod's: three are made up, and the settings are valid."""
    given(monkeypatch)
    settings = rehearsal_settings()
    assert settings.made_up == ("adminSecret", "databasePassword", "jwtSecret")
    assert set(settings.secret) == set(settings.made_up)
    azure = parse("prod", settings.all).azure
    assert (azure.protect_data, azure.role_seconds) == (False, 0)


def test_what_an_empty_cloud_cannot_have_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A role that an earlier deployment made, a name in DNS, a network of the user's: each is named."""
    hub = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
    given(monkeypatch, databaseRole="api", domain="api.example.com", databaseRolePassword=UNREADABLE)
    found = rehearsal_settings()
    azure = parse("prod", found.all).azure
    assert (azure.database.role, azure.domain) == ("hasura", "")
    assert found.left_out == ("databaseRole", "domain")
    given(monkeypatch, privateEndpointSubnet=f"{hub}/subnets/inside")
    found = rehearsal_settings()
    assert parse("prod", found.all).azure.private_endpoint is None
    assert found.left_out == ("privateEndpointSubnet",)
    given(monkeypatch, databaseRole="hasura", domain="")
    assert rehearsal_settings().left_out == ()


def test_external_database_gets_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """No password is made up for a database that the stack does not make."""
    given(monkeypatch, database="external", databaseUrl=UNREADABLE)
    settings = rehearsal_settings()
    assert settings.made_up == ("adminSecret", "databaseUrl", "jwtSecret")
    assert parse("prod", settings.all).database_url.readable


def test_readable_secrets_are_prods_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine has the key to is rehearsed as it is."""
    given(monkeypatch, adminSecret="admin-secret-of-prod", tier="economy")
    settings = rehearsal_settings()
    assert settings.secret["adminSecret"] == "admin-secret-of-prod"
    assert settings.plain["tier"] == "economy"
    assert "adminSecret" not in settings.made_up


def test_unreadable_variables_of_the_users_are_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A nested secret gets a value of its own, and its neighbours stay."""
    nested = json.dumps({"ACTION_KEY": UNREADABLE, "OTHER": "readable"})
    given(monkeypatch, secretEnvironment=nested, otherVariables='["ACTION_KEY", "OTHER"]')
    settings = rehearsal_settings()
    values = json.loads(settings.secret["secretEnvironment"])
    assert UNREADABLE not in values["ACTION_KEY"]
    assert values["OTHER"] == "readable"
    assert "secretEnvironment" in settings.made_up


def test_apps_environment_is_compared_in_both_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, additional and changed variables are each named, and no value is shown."""
    given(monkeypatch)
    expected = environment(parse("prod", rehearsal_settings().all))
    found = {variable.name: variable.reveal() for variable in (*expected, *PLATFORM_SETTINGS)}
    assert "all as in the contract" in check_environment(expected, found)
    found["ADDED"] = "by-hand"
    found["HASURA_GRAPHQL_ADMIN_SECRET"] = "another"
    del found["WEBSITES_PORT"]
    with pytest.raises(ProblemsError) as caught:
        check_environment(expected, found)
    assert [problem.where for problem in caught.value.problems] == [
        "ADDED",
        "HASURA_GRAPHQL_ADMIN_SECRET",
        "WEBSITES_PORT",
    ]
    assert "another" not in str(caught.value).replace("another value", "")

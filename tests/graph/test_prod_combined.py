"""Stack prod with its optional settings combined: a graph that Azure takes, the same again and again."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from infra.azure.app.access_restrictions import access_restrictions
from infra.config.azure.database.role import ADMINISTRATOR
from tests.support.configurations import PROD
from tests.support.recorder import Graph, record
from tests.support.requests import Request, state

_HUB = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network"
_REGISTRY = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries/me"
_PEOPLE = {
    name: f"Group 00000000-0000-4000-8000-00000000000{number}" for number, name in enumerate(("b", "a", "c"))
}
_OWN_ROLE = {"databaseRole": "api", "databaseRolePassword": "a-password-of-this-role"}
_ENDPOINT = {"privateEndpointSubnet": f"{_HUB}/virtualNetworks/hub/subnets/inside"}
_ZONE = {"privateDnsZone": f"{_HUB}/privateDnsZones/privatelink.azurewebsites.net"}
_DOMAIN = {"domain": "api.example.com", "confirmed": '["DNS has the records of api.example.com"]'}
_ALLOWED = {"allowedAddresses": '["203.0.113.0/24", "2001:db8::/32"]'}
_IMAGE = {"registryId": _REGISTRY, "hasuraImage": f"me.azurecr.io/hasura:v1@sha256:{'0' * 64}"}
_ADMINISTRATORS = {"databaseAdministrators": json.dumps(_PEOPLE)}
_BUDGET = {"alertEmail": "me@example.com", "monthlyBudget": "400"}
_SLOT, _OPEN, _PUBLIC = {"slot": "true"}, {"protectData": "false"}, {"network": "public"}

COMBINED: dict[str, dict[str, str]] = {
    "endpoint": {**_ENDPOINT, **_ADMINISTRATORS, **_OWN_ROLE, **_BUDGET, **_SLOT},
    "endpoint, zone": {**_ENDPOINT, **_ZONE, **_IMAGE, **_PUBLIC, **_OPEN, "serverName": "other-db"},
    "domain": {**_DOMAIN, **_SLOT, **_IMAGE, **_ADMINISTRATORS, "createResourceGroup": "false"},
    "addresses": {**_ALLOWED, **_OWN_ROLE, **_PUBLIC, **_BUDGET, "appName": "Another", "tier": "economy"},
}
"""One way to the app at a time; the other settings in mixtures."""


def run(config: dict[str, str], before: Graph | None, order: random.Random) -> Graph:
    """The program's next run, told what the last one left behind, in any order."""
    known = list(before.known.items()) if before else []
    order.shuffle(known)
    secrets = tuple(name for name in config if name in ("jwtSecret", "adminSecret") or "assword" in name)
    return record("prod", config, secrets, state=state, known=dict(known))


@pytest.mark.parametrize("settings", COMBINED.values(), ids=list(COMBINED))
def test_next_run_finds_nothing_to_do(settings: dict[str, str]) -> None:
    """Whatever is combined, and in whatever order the engine tells what there is.

    A role of Hasura's own comes after the server; a certificate is shown from the run after it on.
    """
    config, order = {**PROD, **settings}, random.Random(1)  # noqa: S311 - no secret
    first = run({**config, "databaseRole": ADMINISTRATOR}, None, order)
    second = run(config, first, order)
    assert inputs_of(run(config, second, order)) == inputs_of(second)
    assert_whole(second)
    assert_whole(first)


def test_a_range_that_stands_there_twice_is_one_rule() -> None:
    """Rules have names and priorities of their own, in the order of the list."""
    rules = access_restrictions(["203.0.113.7/32", "2001:db8::/32", "203.0.113.7/32"])
    found = [(rule.name, rule.ip_address) for rule in rules["ip_security_restrictions"]]
    assert found == [("allowed-0", "203.0.113.7/32"), ("allowed-1", "2001:db8::/32")]


def inputs_of(graph: Graph) -> dict[str, dict[str, Any]]:
    """What the engine compares; it knows no order of dependencies."""
    return {urn: {**one, "dependencies": sorted(one["dependencies"])} for urn, one in graph.resources.items()}


def assert_whole(graph: Graph) -> None:
    """No two resources are one in Azure, and what is in or on another comes after it and goes before it."""
    places = {
        urn: f"{Request(one['type'], one['name'], one['inputs']).path.lower()}/"
        for urn, one in graph.resources.items()
        if one["custom"]
    }
    assert len(set(places.values())) == len(places)
    for inner, place in places.items():
        after = _all_before(graph, inner)
        for outer, other in places.items():
            if inner != outer and place.startswith(other):
                assert outer in after, f"{inner} is in {outer}"
        assert set(graph.resources[inner]["dependencies"]) <= graph.resources.keys()
        assert graph.resources[inner]["deletedWith"] in {"", *graph.resources}


def _all_before(graph: Graph, urn: str) -> set[str]:
    found: set[str] = set()
    waiting: list[Any] = [urn]
    while waiting:
        for one in graph.resources[waiting.pop()]["dependencies"]:
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found

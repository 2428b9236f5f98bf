"""The emulator refuses what Azure refuses, judged by knowledge that it does not share.

The emulator judges by Microsoft's packages and its own tables. These tests take the requests of one
deployment, spoil one value by what Pulumi's SDK says of it, or by Microsoft's documents, and send it.
"""

from __future__ import annotations

import copy
import enum
import importlib
import json
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi import _types

from doubles.azure.planes.checks import ECHOES
from tests.support.arm import Arm
from tests.support.configurations import override, prod_problems
from tests.support.examples import times
from tests.support.requests import Request, deployed, requests_with

ALL = {
    "slot": "true",
    "alertEmail": "me@example.com",
    "tags": '{"team": "api"}',
    "allowedAddresses": '["203.0.113.0/24"]',
}
PUBLIC = {**ALL, "network": "public"}


def requests(public: bool = False) -> list[Request]:
    """What a deployment with everything in it asks Azure for."""
    return requests_with(**(PUBLIC if public else ALL))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Arm:
    """A subscription with that deployment in it."""
    arm = Arm(tmp_path_factory.mktemp("arm"))
    for request in requests():
        refused = arm.put(request.path, request.body(request.inputs))
        assert refused is None, f"{request.name}: {refused}"
    return arm


@dataclass(frozen=True)
class Place:
    """One value of one request.

    Attributes:
        steps: The way to it through the inputs.
        hints: What the SDK says that it may be.
    """

    request: Request
    steps: tuple[str | int, ...]
    hints: tuple[Any, ...]

    def __repr__(self) -> str:
        return f"{self.request.name}.{'.'.join(map(str, self.steps))}"

    def changed(self, value: Any) -> dict[str, Any]:
        """The body with another value there."""
        inputs = copy.deepcopy(self.request.inputs)
        at: Any = inputs
        for step in self.steps[:-1]:
            at = at[step]
        at[self.steps[-1]] = value
        return self.request.body(inputs)

    @property
    def words(self) -> list[str]:
        """The words of the enumeration that it is of."""
        enumerations: list[Any] = [hint for hint in self.hints if isinstance(hint, enum.EnumMeta)]
        return [one.value for hint in enumerations for one in hint]


def kinds_of(hint: Any) -> tuple[Any, ...]:
    """What a hint of the SDK's allows, without what Pulumi adds to every input."""
    if typing.get_origin(hint) is not typing.Union:
        return (hint,)
    some = [kind for one in typing.get_args(hint) for kind in kinds_of(one)]
    names = ("Awaitable", "Output", "NoneType")
    return tuple(one for one in some if not any(name in str(one) for name in names))


def places(request: Request, model: Any, value: dict[str, Any], way: tuple[Any, ...]) -> Iterator[Place]:
    """Every value in a request of which the SDK says what it may be."""
    hints = _types.input_type_types(model)
    for name, one in value.items():
        if name in request.kind.names or name not in hints or (not way and name in ECHOES):
            continue
        kinds = kinds_of(hints[name])
        yield Place(request, (*way, name), kinds)
        items = enumerate(one) if isinstance(one, list) else [(None, one)]
        for number, item in items:
            steps = (*way, name) if number is None else (*way, name, number)
            inner = (
                kinds if number is None else [k for hint in kinds for k in kinds_of(typing.get_args(hint)[0])]
            )
            for kind in inner:
                if isinstance(item, dict) and _types.is_input_type(kind):
                    yield from places(request, kind, item, steps)


@cache
def all_places() -> list[Place]:
    """Those of all requests."""
    found: list[Place] = []
    for request in requests():
        _, module, name = request.token.split(":")
        model = getattr(importlib.import_module(f"pulumi_azure_native.{module}"), f"{name}Args")
        found += places(request, model, request.inputs, ())
    return found


JSON = st.one_of(
    st.booleans(), st.integers(), st.text(max_size=9), st.just([]), st.just([1]), st.just({"surprise": 1})
)


def fits(value: Any, place: Place) -> bool:
    """Whether the SDK would let a value of this kind through."""
    for hint in place.hints:
        origin = typing.get_origin(hint) or hint
        if isinstance(origin, enum.EnumMeta):
            continue
        if _types.is_input_type(origin) or "Mapping" in str(origin):
            fit = isinstance(value, dict)
        elif "Sequence" in str(origin):
            fit = isinstance(value, list)
        elif origin in (int, float):
            fit = isinstance(value, int | float) and not isinstance(value, bool)
        else:
            fit = isinstance(value, origin) if isinstance(origin, type) else True
        if fit:
            return True
    return False


@given(st.data())
@settings(max_examples=times(1.2))
def test_value_of_another_kind_is_refused(taken: Arm, data: st.DataObject) -> None:
    """A number for a text, a list for an object: whatever the SDK would not take, ARM does not take."""
    place = data.draw(st.sampled_from(all_places()))
    value = data.draw(JSON.filter(lambda value: not fits(value, place)))
    refused = taken.put(place.request.path, place.changed(value))
    assert refused is not None, (place, value)
    assert refused.status == 400


@given(st.data())
@settings(max_examples=times(0.6))
def test_foreign_word_of_an_enumeration_is_refused(taken: Arm, data: st.DataObject) -> None:
    """A word that the SDK's enumeration does not have is refused, and the body says where."""
    place = data.draw(st.sampled_from([place for place in all_places() if place.words]))
    known = {word.lower() for word in place.words}
    text = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9)
    value = data.draw(text.filter(lambda text: text not in known))
    refused = taken.put(place.request.path, place.changed(value))
    assert refused is not None, (place, value)
    assert refused.status == 400
    assert refused.body()["error"]["target"].endswith(str(place.steps[-1]).replace("odataType", "odata.type"))


def test_case_of_a_word_makes_no_difference(taken: Arm) -> None:
    """ARM reads enumerations without case."""
    for place in all_places():
        at: Any = place.request.inputs
        for step in place.steps:
            at = at[step]
        if place.words and place.steps[-1] not in ("odataType", "criterionType") and at in place.words:
            assert taken.put(place.request.path, place.changed(at.upper())) is None, place


@given(st.data())
@settings(max_examples=times(0.6))
def test_unknown_property_is_refused(taken: Arm, data: st.DataObject) -> None:
    """A name that no model has is refused at every level of every request."""
    objects = [
        place
        for place in all_places()
        if any(_types.is_input_type(typing.get_origin(h) or h) for h in place.hints)
    ]
    place = data.draw(st.sampled_from(objects))
    name = "x" + data.draw(st.text(alphabet="abcdefgh", min_size=3, max_size=9))
    at: Any = place.request.inputs
    for step in place.steps:
        at = at[step]
    refused = taken.put(place.request.path, place.changed({**at, name: "surprise"}))
    assert refused is not None, (place, name)
    assert name in str(refused)


def inputs_of(token: str) -> Request:
    """One request for a resource of a type, named by the end of its token."""
    return next(one for one in [*requests(), *requests(public=True)] if one.token.endswith(f":{token}"))


SMALLEST = {
    "secretStore": "keyVault",
    "appName": "ab",
    "vaultName": "abc",
    "serverName": "abc",
    "resourceGroupName": "h",
    "tier": "economy",
    "network": "public",
    "databaseVersion": "16",
    "tags": json.dumps({"a": ""}),
    **override(logDays=30, logQuotaGb=0.023, backupDays=7, databaseStorageGb=32, connections=1),
}
LARGEST = {
    "secretStore": "keyVault",
    "appName": "a" * 52,
    "vaultName": "a" * 24,
    "serverName": "a" * 63,
    "resourceGroupName": "h" * 90,
    "tier": "standard",
    "slot": "true",
    "alertEmail": "somebody.with.a.long.name@a.department.example.com",
    "databaseVersion": "18",
    "tags": json.dumps({f"t{n:<511}".replace(" ", "x"): "v" * 256 for n in range(13)}),
    **override(
        planSku="P5mv3",
        instances=30,
        maximumInstances=30,
        databaseSku="Standard_E96ds_v5",
        databaseStorageGb=16384,
        connections=10,
        backupDays=35,
        logDays=730,
        logQuotaGb=4000,
    ),
}


@pytest.mark.parametrize("config", [SMALLEST, LARGEST], ids=["smallest", "largest"])
def test_what_preflight_lets_through_is_taken(config: dict[str, str]) -> None:
    """The shortest and the longest names, the least and the most of everything: ARM refuses none of it."""
    assert prod_problems(**config) == []
    with deployed(**config) as prod:
        assert prod.requests


LIMITS: list[tuple[str, str, list[Any]]] = [
    ("Server", "backup.backupRetentionDays", [0, 6, 36]),
    ("Server", "administratorLogin", ["admin", "pg_me", "azure_superuser", "1st", "with space", "a" * 64]),
    ("Server", "administratorLoginPassword", ["Sh0rt-x", "onlysmall-letters", "A-1" * 43]),
    ("Server", "version", ["10", "19", "17.2"]),
    ("Server", "storage.storageSizeGB", [16, 33, 100_000]),
    ("Server", "sku.name", ["Standard_D3ds_v4", "Standard_B1s", "D2ds_v4"]),
    ("FirewallRule", "startIpAddress", ["0.0.0", "256.0.0.1", "10.0.0.0/8"]),
    ("VirtualNetwork", "addressSpace.addressPrefixes", [["10.20.0.0"], ["10.20.0.0/33"], ["10.20.0.1/24"]]),
    ("VirtualNetwork", "subnets.0.addressPrefix", ["10.21.0.0/25", "10.20.0.128/26", "10.20.0.0"]),
    ("VirtualNetwork", "subnets.1.addressPrefix", ["10.20.0.128/29"]),
    ("Vault", "properties.softDeleteRetentionInDays", [6, 91]),
    ("Vault", "properties.tenantId", ["mine", ""]),
    ("Secret", "properties.value", ["s" * 25_601]),
    ("Workspace", "retentionInDays", [6, 29, 731]),
    ("Workspace", "workspaceCapping.dailyQuotaGb", [0, 0.01, -2]),
    ("WebApp", "siteConfig.healthCheckPath", ["healthz", "/with space"]),
    ("WebApp", "siteConfig.linuxFxVersion", ["hasura/graphql-engine", "DOCKER|with space"]),
    ("AppServicePlan", "sku.name", ["P9v3", "B4", "Basic"]),
    ("AppServicePlan", "sku.capacity", [31, -1]),
    ("MetricAlert", "severity", [-1, 5]),
    ("MetricAlert", "evaluationFrequency", ["PT2M", "PT6H", "5M"]),
    ("MetricAlert", "windowSize", ["PT10M", "P2D"]),
    ("MetricAlert", "scopes", [[]]),
    ("ActionGroup", "groupShortName", ["thirteen-char", ""]),
    ("ActionGroup", "emailReceivers.0.emailAddress", ["me", "me@host", "me@@example.com"]),
    ("AutoscaleSetting", "profiles.0.capacity.minimum", ["4", "-1", "one"]),
    ("AutoscaleSetting", "profiles.0.capacity.default", ["0", "9"]),
    ("AutoscaleSetting", "profiles.0.rules.0.metricTrigger.timeWindow", ["PT4M", "PT13H", "soon"]),
    ("AutoscaleSetting", "profiles.0.rules.0.scaleAction.cooldown", ["PT30S", "P8D"]),
    ("AutoscaleSetting", "profiles.0.rules.0.scaleAction.value", ["0"]),
    ("RoleAssignment", "principalId", ["somebody"]),
    ("PrivateZone", "tags", [{"1st": ""}, {"a b": ""}, {f"t{n}": "" for n in range(16)}]),
    ("WebApp", "tags", [{"a/b": "c"}, {"a": "c" * 257}, {f"t{n}": "" for n in range(51)}]),
]


@pytest.mark.parametrize(
    ("token", "where", "values"), LIMITS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_value_beyond_a_documented_limit_is_refused(
    taken: Arm, token: str, where: str, values: list[Any]
) -> None:
    """Ranges, lengths and forms that Microsoft documents: just beyond them is refused with 400."""
    request = inputs_of(token)
    steps = tuple(int(step) if step.isdecimal() else step for step in where.split("."))
    for value in values:
        refused = taken.put(request.path, Place(request, steps, ()).changed(value))
        assert refused is not None, value
        assert refused.status == 400
        assert refused.code != "FirewallRuleNotSupportedForPrivateServer"  # of the server, not of the value


NAMES = [
    (
        "resources:ResourceGroup",
        "resourceGroupName",
        ["herm.", "with space", "g" * 91],
        "InvalidResourceGroup",
    ),
    (
        "keyvault:Vault",
        "vaultName",
        ["ab", "1vault", "my--vault", "my-vault-", "v" * 25],
        "VaultNameNotValid",
    ),
    ("keyvault:Secret", "secretName", ["with_underscore", "s" * 128], "BadParameter"),
    ("web:WebApp", "name", ["a", "-api", "api-", "my_api", "a" * 61], "BadRequest"),
    ("web:AppServicePlan", "name", ["my plan", "p" * 61], "BadRequest"),
    (
        "dbforpostgresql:Server",
        "serverName",
        ["ab", "Server", "-db", "db-", "my_db", "d" * 64],
        "InvalidParameterValue",
    ),
    (
        "operationalinsights:Workspace",
        "workspaceName",
        ["abc", "-logs", "logs_1", "w" * 64],
        "InvalidResourceName",
    ),
    ("network:VirtualNetwork", "virtualNetworkName", ["n", "-net", "net-", "n" * 65], "InvalidResourceName"),
    (
        "managedidentity:UserAssignedIdentity",
        "resourceName",
        ["ab", "-app", "i" * 129],
        "InvalidResourceName",
    ),
    ("monitor:MetricAlert", "ruleName", ["cpu%", "cpu.", "r" * 261], "InvalidResourceName"),
]


@pytest.mark.parametrize(
    ("token", "place", "names", "code"), NAMES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_name_that_azure_does_not_take_is_refused(
    taken: Arm, token: str, place: str, names: list[str], code: str
) -> None:
    """Each type has its own rule for names, and a new resource that breaks it is refused by its code."""
    request = inputs_of(token)
    for name in names:
        inputs = {**request.inputs, place: name}
        refused = taken.put(Request(request.token, "", inputs).path, request.body(request.inputs))
        assert refused is not None, name
        assert (refused.status, refused.code) == (400, code), name

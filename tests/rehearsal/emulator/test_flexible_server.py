"""A flexible server refuses what Azure refuses: what creation decides, and what a region does not have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from doubles.session import Rehearsal
from tests.rehearsal.clouds import GROUP, Ask

SERVERS = f"{GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers"
NUMBERS = itertools.count()


def body(region: str = "swedencentral", sku: str = "Standard_D2ds_v4", **properties: Any) -> dict[str, Any]:
    """A request for a server: 64 GiB, two weeks of backups, no standby."""
    tier = {"B": "Burstable", "D": "GeneralPurpose"}[sku[len("Standard_")]]
    return {
        "location": region,
        "sku": {"name": sku, "tier": tier},
        "properties": {
            "version": "17",
            "administratorLogin": "herm",
            "administratorLoginPassword": "a-Password-1",
            "storage": {"storageSizeGB": 64, "autoGrow": "Enabled"},
            "backup": {"backupRetentionDays": 14, "geoRedundantBackup": "Disabled"},
            "highAvailability": {"mode": "Disabled"},
            **properties,
        },
    }


def settled(cloud: Rehearsal, ask: Ask, path: str, sent: Any, method: str = "PUT") -> str:
    """Send a request and follow it to its end; gives the code of a refusal, or ""."""
    answer = ask(method, path, sent)
    if answer.status_code >= 400:
        code: str = answer.json()["error"]["code"]
        return code
    if follow := answer.headers.get("Azure-AsyncOperation"):
        while ask("GET", follow.removeprefix(cloud.url)).json()["status"] == "InProgress":
            pass
    return ""


@pytest.fixture
def server(cloud: Rehearsal, ask: Ask) -> Iterator[str]:
    """A new server; gives its path."""
    ask("PUT", GROUP, {"location": "swedencentral"})
    path = f"{SERVERS}/db{next(NUMBERS)}"
    assert settled(cloud, ask, path, body()) == ""
    yield path
    settled(cloud, ask, path, None, "DELETE")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (body(storage={"storageSizeGB": 32}), "InvalidStorageSize"),
        (body(storage={"storageSizeGB": 100}), "InvalidStorageSize"),
        (body(backup={"geoRedundantBackup": "Enabled"}), "GeoBackupUpdateNotAllowed"),
        (body(backup={"backupRetentionDays": 36}), "InvalidParameterValue"),
        (body(network={"delegatedSubnetResourceId": "/a/subnet"}), "NetworkUpdateNotAllowed"),
        (body(administratorLogin="another"), "AdministratorLoginNotAllowed"),
        (body(version="16"), "InvalidServerVersion"),
        (body(sku="Standard_B1ms", highAvailability={"mode": "SameZone"}), "HANotSupported"),
    ],
)
def test_what_is_decided_at_creation_is_refused_on_change(
    cloud: Rehearsal, ask: Ask, server: str, changed: Any, code: str
) -> None:
    """A smaller disk, another network, another administrator, an older version: each has its refusal."""
    before = ask("GET", server).json()
    assert settled(cloud, ask, server, changed) == code
    assert ask("GET", server).json() == before


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (body("eastus2", "Standard_D2ds_v5"), "SkuNotAvailable"),
        (body("westeurope", highAvailability={"mode": "ZoneRedundant"}), "ZoneRedundantHATemporarilyBlocked"),
        (body("westus", highAvailability={"mode": "ZoneRedundant"}), "ZoneRedundantHANotSupported"),
        (body("westus3", backup={"geoRedundantBackup": "Enabled"}), "GeoBackupNotSupported"),
        ({**body(), "sku": {"name": "Standard_D2ds_v4", "tier": "Burstable"}}, "InvalidSku"),
    ],
)
def test_what_a_region_does_not_have_is_refused(cloud: Rehearsal, ask: Ask, wanted: Any, code: str) -> None:
    """Machines, standbys and geo-redundant backups are not everywhere."""
    ask("PUT", GROUP, {"location": "swedencentral"})
    assert settled(cloud, ask, f"{SERVERS}/nowhere", wanted) == code


def test_a_disk_that_grew_by_itself_refuses_the_old_size(cloud: Rehearsal, ask: Ask, server: str) -> None:
    """Even a change of something else is refused while it carries the size of yesterday."""
    path = f"/subscriptions/{cloud.endpoint.subscription}/{server}"
    cloud.happens("disk-grew", path, 128)
    assert settled(cloud, ask, server, {**body(), "tags": {"a": "b"}}) == "InvalidStorageSize"
    assert settled(cloud, ask, server, body(storage={"storageSizeGB": 128})) == ""


def test_days_of_backups_are_lost_beside_a_new_disk(cloud: Rehearsal, ask: Ask, server: str) -> None:
    """One request that changes both changes the disk only, and does not say so."""
    wanted = body(storage={"storageSizeGB": 128}, backup={"backupRetentionDays": 30})
    assert settled(cloud, ask, server, wanted) == ""
    assert ask("GET", server).json()["properties"]["backup"]["backupRetentionDays"] == 14
    assert settled(cloud, ask, server, wanted) == ""
    assert ask("GET", server).json()["properties"]["backup"]["backupRetentionDays"] == 30


def test_connections_are_those_of_the_first_machine(cloud: Rehearsal, ask: Ask) -> None:
    """A larger machine does not raise `max_connections`; only the parameter does."""
    ask("PUT", GROUP, {"location": "swedencentral"})
    small = body(sku="Standard_B1ms")
    assert settled(cloud, ask, f"{SERVERS}/small", small) == ""
    assert settled(cloud, ask, f"{SERVERS}/small", body()) == ""
    parameter = f"{SERVERS}/small/configurations/max_connections"
    assert ask("GET", parameter).json()["properties"]["value"] == "50"
    value = {"properties": {"value": "859", "source": "user-override"}}
    assert settled(cloud, ask, parameter, value) == ""
    assert ask("GET", parameter).json()["properties"]["value"] == "859"


def test_extension_that_azure_does_not_offer_is_refused(cloud: Rehearsal, ask: Ask, server: str) -> None:
    """`azure.extensions` takes names of Azure's list alone, whatever their case."""
    parameter = f"{server}/configurations/azure.extensions"
    for value, code in (("PGCRYPTO,postgis", ""), ("PGCRYPTO,POST_GIS", "InvalidParameterValue")):
        sent = {"properties": {"value": value, "source": "user-override"}}
        assert settled(cloud, ask, parameter, sent) == code


def test_a_restore_is_a_new_server_with_the_old_ones_data(cloud: Rehearsal, ask: Ask, server: str) -> None:
    """Databases, machine and password come from the source; the source is left alone."""
    assert settled(cloud, ask, f"{server}/databases/hasura", {}) == ""
    source = ask("GET", server).json()
    sent = {
        "location": "swedencentral",
        "properties": {"createMode": "PointInTimeRestore", "sourceServerResourceId": source["id"]},
    }
    assert settled(cloud, ask, f"{server}-restored", sent) == ""
    restored = ask("GET", f"{server}-restored").json()
    assert restored["sku"] == source["sku"]
    assert restored["properties"]["storage"] == source["properties"]["storage"]
    assert ask("GET", f"{server}-restored/databases/hasura").status_code == 200
    assert cloud.database_password(restored["id"]) == "a-Password-1"

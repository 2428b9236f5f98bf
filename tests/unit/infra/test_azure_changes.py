"""What Azure would refuse to change is found in a second, with the command that works."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from infra.config.azure.deployed import Deployed, DeployedServer, read_deployed
from infra.config.azure.registry import ACR_PULL
from infra.preflight import check_changes, pull_unproved, way_back
from infra.problems import ProblemsError
from tests.support.configurations import override
from tests.support.configurations import prod_settings as settings

SERVER = DeployedServer("hermapi-db", 17, "Standard_D2ds_v4", 64, 14, False, "Disabled", True, "hasura")
IMAGE = f"yourregistry.azurecr.io/api:v2.50.3.project-0123456789ab@sha256:{'a' * 64}"
REGISTRY = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries/YourRegistry"
STANDARD = Deployed(SERVER, "P0v3", slot=False)


def refused(deployed: Deployed, **changes: str) -> str:
    """What preflight says of these settings in the face of what is deployed; "" for nothing."""
    try:
        wanted = settings(**changes)
        check_changes("prod", deployed, wanted.azure, wanted.hasura_image)
    except ProblemsError as error:
        return str(error)
    return ""


def server(**facts: object) -> Deployed:
    """A standard deployment whose server differs."""
    return Deployed(replace(SERVER, **facts), "P0v3", slot=False)  # type: ignore[arg-type] # facts by name


@pytest.mark.parametrize("deployed", [Deployed(), STANDARD])
def test_nothing_and_the_same_are_never_refused(deployed: Deployed) -> None:
    """A first deployment, and one that changes nothing, pass."""
    assert refused(deployed) == ""


@pytest.mark.parametrize(
    ("deployed", "changes", "said"),
    [
        (STANDARD, override(geoBackup=True), "set --path 'herm:override.geoBackup' false --stack prod"),
        (server(geo_backup=True), {}, "set --path 'herm:override.geoBackup' true --stack prod"),
        (STANDARD, {"network": "public"}, "set herm:network private --stack prod"),
        (server(private=False), {}, "set herm:network public --stack prod"),
        (STANDARD, override(databaseStorageGb=32), "rm --path 'herm:override.databaseStorageGb'"),
        (server(version=18), {}, "set herm:databaseVersion 18 --stack prod"),
    ],
)
def test_what_is_decided_at_creation_is_refused_with_the_value_that_works(
    deployed: Deployed, changes: dict[str, str], said: str
) -> None:
    """Geo-redundant backup, the network, a smaller disk, an older version: told before anything is sent."""
    assert f"pulumi config {said}" in refused(deployed, **changes)


def test_a_disk_of_the_tier_is_never_asked_to_shrink() -> None:
    """Only a size that config itself has is sent; a smaller tier keeps the disk."""
    assert refused(server(storage_gb=256)) == ""
    assert refused(server(storage_gb=64), tier="economy") == ""


def test_an_upgrade_of_the_database_waits_for_a_person() -> None:
    """The version changes nothing until its words are confirmed; they are those of this upgrade alone."""
    said = refused(STANDARD, databaseVersion="18")
    assert "no way back" in said
    assert "az postgres flexible-server backup create -g herm -n hermapi-db" in said
    words = "upgrade hermapi-db to PostgreSQL 18"
    assert f"pulumi config set --path 'herm:confirmed[0]' '{words}' --stack prod" in said
    assert refused(STANDARD, databaseVersion="18", confirmed=f'["{words}"]') == ""
    assert refused(STANDARD, databaseVersion="18", confirmed='["upgrade hermapi-db to PostgreSQL 17"]')


def test_a_new_standby_is_refused_where_microsoft_takes_none() -> None:
    """Where the table of regions says so, for a server without one; a person may know better."""
    europe = {"location": "westeurope", **override(highAvailability="ZoneRedundant")}
    said = refused(Deployed(), **europe)
    assert "az postgres flexible-server list-skus --location westeurope" in said
    assert refused(server(high_availability="ZoneRedundant"), **europe) == ""
    assert refused(Deployed(), **{**europe, "location": "swedencentral"}) == ""
    words = "new standby in another zone of westeurope"
    assert words in said
    assert refused(Deployed(), **europe, confirmed=f'["{words}"]') == ""


def test_two_changes_that_azure_loses_or_refuses_together_are_two_runs() -> None:
    """Disk and days of backups; a machine that leaves Burstable and a standby."""
    both = override(databaseStorageGb=128, backupDays=30)
    said = refused(STANDARD, **both)
    assert "set --path 'herm:override.backupDays' 14 --stack prod && pulumi up --stack prod" in said
    assert refused(server(storage_gb=128), **both) == ""
    burstable = server(sku="Standard_B1ms")
    said = refused(burstable, **override(highAvailability="SameZone"))
    assert "set --path 'herm:override.highAvailability' Disabled --stack prod && pulumi up" in said
    assert refused(burstable) == ""


def test_a_slot_goes_before_its_plan_becomes_basic() -> None:
    """Azure refuses a Basic plan while there is a slot, and Pulumi changes the plan before it deletes."""
    said = refused(Deployed(SERVER, "P0v3", slot=True), tier="economy")
    assert "set --path 'herm:override.planSku' P0v3 --stack prod && pulumi up --stack prod" in said
    assert refused(Deployed(SERVER, "P0v3", slot=True), tier="standard") == ""
    assert refused(STANDARD, tier="economy") == ""


def test_an_older_hasura_waits_for_a_person() -> None:
    """It may refuse the metadata that the newer one has changed; a newer one, or an own tag, passes."""
    deployed = replace(STANDARD, hasura="v2.51.0")
    said = refused(deployed)
    assert "goes back from v2.51.0 to v2.50.3" in said
    words = "go back from v2.51.0 to v2.50.3"
    assert f"'herm:confirmed[0]' '{words}'" in said
    assert refused(deployed, confirmed=f'["{words}"]') == ""
    for tag in ("v2.50.3", "v2.9.10", "mine"):
        assert refused(replace(STANDARD, hasura=tag)) == ""


def test_all_refusals_are_told_at_once() -> None:
    """One run of preview shows everything that is in the way of a tier."""
    said = refused(server(sku="Standard_B1ms"), tier="resilient", network="public", location="westeurope")
    for name in ("geoBackup", "highAvailability", "network"):
        assert name in said


def test_new_server_has_its_administrator_alone() -> None:
    """A role is made by the Hasura that runs: a first deployment works as the administrator, and says how.

    A server that was restored has the roles of its source.
    """
    own = {"databaseRole": "api", "databaseRolePassword": "a-password-of-this-role"}
    said = refused(Deployed(), **own)
    assert "pulumi config set herm:databaseRole hasura --stack prod && pulumi up --stack prod" in said
    assert "herm:databaseRole api --stack prod && ./herm database-role --stack prod" in said
    assert refused(STANDARD, **own) == ""
    assert refused(server(name="hermapi-db-1"), **own) == ""


def test_domain_waits_for_its_records_in_dns() -> None:
    """Only the app can name one of them; whoever has set both says so; what is bound is not asked again."""
    said = refused(Deployed(), domain="api.example.com")
    assert "pulumi config rm herm:domain --stack prod && pulumi up --stack prod" in said
    there = replace(STANDARD, verification_id="A1B2")
    said = refused(there, domain="api.example.com")
    assert "CNAME from api.example.com to hermapi.azurewebsites.net" in said
    assert "TXT from asuid.api.example.com to A1B2" in said
    words = "DNS has the records of api.example.com"
    assert f"pulumi config set --path 'herm:confirmed[0]' '{words}' --stack prod" in said
    assert refused(there, domain="api.example.com", confirmed=f'["{words}"]') == ""
    assert refused(replace(there, domain="api.example.com"), domain="api.example.com") == ""


PEOPLE = {f"00000000-0000-4000-8000-00000000000{n}": ("Group", name) for n, name in enumerate(("dba", "d.b"))}


@pytest.mark.parametrize("step", [1, -1])
def test_nobody_is_taken_from_a_locked_server_before_the_lock(step: int) -> None:
    """Both are named, in whatever order the engine tells them, with all commands; without a lock, nothing."""
    entra, lock = "dbforpostgresql:AdministratorsMicrosoftEntra", "authorization:ManagementLockByScope"
    people = [
        {
            "type": f"azure-native:{entra}",
            "outputs": {"objectId": id_, "principalType": kind, "principalName": name},
        }
        for id_, (kind, name) in PEOPLE.items()
    ]
    told = read_deployed([*people, {"type": f"azure-native:{lock}", "outputs": {}}][::step])
    assert (told.administrators, told.locked) == (PEOPLE, True)
    there = replace(STANDARD, administrators=told.administrators, locked=True)
    said = refused(there)
    assert "loses dba, d.b, and the server has a lock" in said
    for command in (
        "config set --path 'herm:databaseAdministrators.dba' 'Group 00000000-0000-4000-8000-000000000000'",
        "config rm --path 'herm:databaseAdministrators[\"d.b\"]' --stack prod && pulumi up",
        "config set herm:protectData false --stack prod && pulumi up",
        "config set herm:protectData true --stack prod && pulumi up",
    ):
        assert f"pulumi {command}" in said
    everybody = json.dumps({name: f"{kind} {id_}" for id_, (kind, name) in PEOPLE.items()})
    assert refused(there, databaseAdministrators=everybody) == ""
    assert refused(replace(there, locked=False)) == ""


def test_another_server_is_a_new_one() -> None:
    """A changed `serverName` is compared with nothing: that server does not exist yet."""
    assert refused(server(version=18), serverName="hermapi-db2") == ""


def test_what_is_deployed_is_read_from_the_states_outputs() -> None:
    """The real size of the disk, the network and the slot, as the engine keeps them."""
    outputs = {
        "name": "hermapi-db",
        "version": "17",
        "sku": {"name": "Standard_D2ds_v4"},
        "storage": {"storageSizeGB": 64.0},
        "backup": {"backupRetentionDays": 14.0, "geoRedundantBackup": "Disabled"},
        "highAvailability": {"mode": "Disabled"},
        "network": {"delegatedSubnetResourceId": "/a/subnet"},
        "administratorLogin": "hasura",
    }
    resources = [
        {"type": "azure-native:dbforpostgresql:Server", "outputs": outputs},
        {"type": "azure-native:web:AppServicePlan", "outputs": {"sku": {"name": "P0v3"}}},
        {"type": "pulumi:pulumi:Stack", "outputs": {"version": "v2.50.3", "image": IMAGE}},
    ]
    site, host = "azure-native:web:WebApp", "api.example.com"
    named = [
        {"type": site, "outputs": {"customDomainVerificationId": "A1B2"}},
        {"type": f"{site}HostNameBinding", "outputs": {"name": f"hermapi/{host}"}},
        {"type": "azure-native:web:Certificate", "outputs": {"canonicalName": host, "thumbprint": "A1"}},
    ]
    found = read_deployed(named)
    assert (found.verification_id, found.domain, found.certified) == ("A1B2", host, host)
    unfinished = {"type": "azure-native:web:Certificate", "outputs": {"canonicalName": host}}
    assert read_deployed([*named[:2], unfinished]).certified == ""
    assert read_deployed(resources) == replace(STANDARD, hasura="v2.50.3", image=IMAGE)
    assert read_deployed([]) == Deployed()
    role = "azure-native:authorization:RoleAssignment"
    given = [
        {"type": role, "outputs": {"scope": scope, "roleDefinitionId": f"/roleDefinitions/{number}"}}
        for scope, number in (("/a/vault", "4633458b-17de-408a-b874-0445c86b69e6"), (REGISTRY, ACR_PULL))
    ]
    assert read_deployed(given) == Deployed(registry=REGISTRY)


@pytest.mark.parametrize("step", [1, -1])
def test_the_databases_zone_is_told_from_a_private_endpoints(step: int) -> None:
    """In whatever order the engine tells them: the wrong name would replace the zone of the database."""
    zones = ("hermapi-db.private.postgres.database.azure.com", "privatelink.azurewebsites.net")
    resources = [{"type": "azure-native:privatedns:PrivateZone", "outputs": {"name": name}} for name in zones]
    assert read_deployed(resources[::step]).first_server == "hermapi-db"
    assert read_deployed(resources[1:]).first_server == ""


def test_the_image_that_is_replaced_is_told_with_the_way_back() -> None:
    """Another image names the former one and the command that deploys it again; the same image, nothing.

    The command changes the right to pull too, where the former image is in another registry, or in none.
    """
    before = replace(STANDARD, image=IMAGE)
    after = IMAGE.replace("0123456789ab", "ba9876543210")
    image, up = f"pulumi config set herm:hasuraImage {IMAGE} --stack prod", "pulumi up --stack prod"
    said = f"Hasura's image was {IMAGE}. Back to it: {image} && "
    assert way_back("prod", before, after, "") == f"{said}{up}"
    remove = "pulumi config rm herm:registryId --stack prod"
    assert way_back("prod", before, after, REGISTRY) == f"{said}{remove} && {up}"
    there = replace(before, registry=REGISTRY)
    assert way_back("prod", there, after, REGISTRY.lower()) == f"{said}{up}"
    give = f"pulumi config set herm:registryId {REGISTRY} --stack prod"
    assert way_back("prod", there, after, "") == f"{said}{give} && {up}"
    assert way_back("prod", before, IMAGE, "") == ""
    assert way_back("prod", Deployed(), after, "") == ""


def test_an_image_that_azure_may_refuse_is_told_with_what_gives_the_right() -> None:
    """In a registry of Azure's, without the setting that gives the right to pull; nowhere else."""
    image = "ours.azurecr.io/api:v2.50.3"
    told = pull_unproved("prod", image, "")
    assert "herm:hasuraImage is in ours.azurecr.io, and herm:registryId is not set" in told
    command = 'herm:registryId "$(az acr show --name ours --query id --output tsv)" --stack prod'
    assert told.endswith(f"\n    pulumi config set {command}")
    assert pull_unproved("prod", image, REGISTRY) == ""
    assert pull_unproved("prod", "hasura/graphql-engine:v2.50.3", "") == ""

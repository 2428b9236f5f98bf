"""Who may do what, and from when on: as in Azure, nobody has more rights than the first deployment gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from doubles.launch import start
from doubles.session import Rehearsal
from tests.rehearsal.clouds import GROUP, VAULTS, Ask, asker

PLACE = {"location": "westeurope"}
ROLES = f"{GROUP}/providers/Microsoft.Authorization/roleAssignments"
NUMBER = "33333333-3333-4333-8333-333333333333"
READER, SECRETS_USER = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "4633458b-17de-408a-b874-0445c86b69e6"
NETWORKS = f"{GROUP}/providers/Microsoft.Network/virtualNetworks"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A subscription that was prepared for a first deployment."""
    running = start(
        tmp_path_factory.mktemp("cloud"), prepared="herm", operation_seconds=0.05, role_seconds=60
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def deployer(cloud: Rehearsal) -> Ask:
    """Who deploys."""
    return asker(cloud, "deployer")


def give(cloud: Rehearsal, role: str) -> dict[str, object]:
    """A role for the vaults' administrator."""
    scope = f"/subscriptions/{cloud.endpoint.subscription}/providers/Microsoft.Authorization"
    principal = cloud.endpoint.acting_as("vaultAdministrator").object
    return {"properties": {"principalId": principal, "roleDefinitionId": f"{scope}/roleDefinitions/{role}"}}


def code(answer: object) -> str:
    """ARM's code of a refusal."""
    return str(answer.json()["error"]["code"])  # type: ignore[attr-defined] # httpx's answer


def test_who_deploys_is_at_home_in_the_group_alone(cloud: Rehearsal, deployer: Ask) -> None:
    """Another group can be neither made nor seen, and the list of groups shows one."""
    assert deployer("PUT", "resourceGroups/another", PLACE).status_code == 403
    assert code(deployer("GET", "resourceGroups/another")) == "AuthorizationFailed"
    asker(cloud)("PUT", "resourceGroups/another", PLACE).raise_for_status()
    assert [one["name"] for one in deployer("GET", "resourceGroups").json()["value"]] == ["herm"]


def test_who_deploys_gives_no_other_role(cloud: Rehearsal, deployer: Ask) -> None:
    """The condition of the assignment lets two roles through and refuses Reader."""
    assert code(deployer("PUT", f"{ROLES}/{NUMBER}", give(cloud, READER))) == "AuthorizationFailed"
    assert deployer("PUT", f"{ROLES}/{NUMBER}", give(cloud, SECRETS_USER)).status_code == 201
    assert deployer("DELETE", f"{ROLES}/{NUMBER}").is_success


def test_taking_a_role_away_again_is_no_error(cloud: Rehearsal, deployer: Ask) -> None:
    """Nothing is there for a condition to look at, as after a lost answer; another role stays safe."""
    assert deployer("PUT", f"{ROLES}/{NUMBER}", give(cloud, SECRETS_USER)).status_code == 201
    assert deployer("DELETE", f"{ROLES}/{NUMBER}").is_success
    assert deployer("DELETE", f"{ROLES}/{NUMBER}").status_code == 204
    assert asker(cloud)("PUT", f"{ROLES}/{NUMBER}", give(cloud, READER)).status_code == 201
    assert code(deployer("DELETE", f"{ROLES}/{NUMBER}")) == "AuthorizationFailed"
    assert asker(cloud)("DELETE", f"{ROLES}/{NUMBER}").is_success


def test_a_role_takes_effect_after_a_while(cloud: Rehearsal) -> None:
    """Who was given a role is still refused; some time later not any more."""
    owner, administrator = asker(cloud), asker(cloud, "vaultAdministrator")
    contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c"
    assert owner("PUT", f"{ROLES}/{NUMBER}", give(cloud, contributor)).status_code == 201
    assert code(administrator("PUT", f"{NETWORKS}/net", PLACE)) == "AuthorizationFailed"
    cloud.let_pass(61)
    assert administrator("PUT", f"{NETWORKS}/net", PLACE).is_success
    owner("DELETE", f"{ROLES}/{NUMBER}").raise_for_status()


def test_a_provider_has_to_be_registered_by_who_may(tmp_path: Path) -> None:
    """A new subscription takes no vault; who has rights in a group alone cannot change that."""
    cloud = start(tmp_path)
    try:
        owner = asker(cloud)
        owner("PUT", GROUP, PLACE).raise_for_status()
        vault = {"tenantId": cloud.endpoint.tenant, "sku": {"family": "A", "name": "standard"}}
        refused = owner("PUT", f"{VAULTS}/herm-vault", {**PLACE, "properties": vault})
        assert (refused.status_code, code(refused)) == (409, "MissingSubscriptionRegistration")
        path = "providers/Microsoft.KeyVault/register"
        assert asker(cloud, "deployer")("POST", path).status_code == 403
        assert owner("POST", path).is_success
        assert owner("PUT", f"{VAULTS}/herm-vault", {**PLACE, "properties": vault}).is_success
    finally:
        cloud.stop()


def network(*subnets: str) -> dict[str, object]:
    """A network with subnets."""
    ranges = {"one": "10.0.1.0/27", "two": "10.0.2.0/27"}
    inner = [{"name": one, "properties": {"addressPrefix": ranges[one]}} for one in subnets]
    return {**PLACE, "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": inner}}


def test_a_network_is_written_with_all_its_subnets(deployer: Ask) -> None:
    """A subnet that is not sent goes; one that a server is in cannot, nor can its network."""
    path = f"{NETWORKS}/used"
    assert deployer("PUT", path, network("one", "two")).is_success
    settle(deployer, path)
    assert deployer("PUT", path, network("two")).is_success
    settle(deployer, path)
    assert [one["name"] for one in deployer("GET", path).json()["properties"]["subnets"]] == ["two"]
    plan = f"{GROUP}/providers/Microsoft.Web/serverfarms/plan"
    body = {**PLACE, "kind": "linux", "sku": {"name": "P1v3"}, "properties": {"reserved": True}}
    plan_id = deployer("PUT", plan, body).json()["id"]
    site = {
        "serverFarmId": plan_id,
        "virtualNetworkSubnetId": f"{deployer('GET', path).json()['id']}/subnets/two",
    }
    app = f"{GROUP}/providers/Microsoft.Web/sites/herm-joins"
    assert deployer("PUT", app, {**PLACE, "kind": "app,linux,container", "properties": site}).is_success
    assert code(deployer("PUT", path, network("one"))) == "InUseSubnetCannotBeDeleted"
    assert deployer("DELETE", app).is_success
    assert code(deployer("DELETE", path)) == "InUseSubnetCannotBeDeleted"
    assert deployer("DELETE", plan).is_success
    assert deployer("DELETE", path).is_success


def settle(ask: Ask, path: str) -> None:
    """Wait until an operation has ended."""
    while ask("GET", path).json()["properties"]["provisioningState"] != "Succeeded":
        pass

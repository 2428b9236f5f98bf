"""The control plane answers as ARM does."""

from __future__ import annotations

import httpx
import pytest

from doubles.session import Rehearsal
from tests.rehearsal.clouds import GROUP, SITE, WEB, Ask, deploy

PLACE = {"location": "westeurope"}


def test_a_request_without_a_token_is_refused(ask: Ask) -> None:
    """No token, a broken one and one of another signer get 401 with ARM's body."""
    for header in ("", "Bearer nonsense", "Basic abc"):
        answer = ask("GET", GROUP, headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] in ("AuthenticationFailed", "InvalidAuthenticationToken")


def test_an_issuer_is_on_the_authority_itself(cloud: Rehearsal, ask: Ask) -> None:
    """MSAL refuses an issuer whose scheme and host differ from the authority's."""
    path = f"/{cloud.endpoint.tenant}/v2.0/.well-known/openid-configuration"
    assert ask("GET", path).json()["issuer"].startswith(cloud.url)


def test_ids_do_not_depend_on_case(cloud: Rehearsal, ask: Ask) -> None:
    """What was written as one case is read by another and keeps its first form."""
    deploy(cloud, ask)
    answer = ask("GET", SITE.upper().replace("RESOURCEGROUPS", "resourcegroups"))
    assert answer.status_code == 200
    assert answer.json()["id"].endswith("/resourceGroups/herm/providers/Microsoft.Web/sites/hermapi")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("resourceGroups/none", "ResourceGroupNotFound"),
        ("resourceGroups/none/providers/Microsoft.Web/sites/a", "ResourceGroupNotFound"),
        (f"{WEB}/sites/none", "ResourceNotFound"),
    ],
)
def test_what_is_not_there_is_404(cloud: Rehearsal, ask: Ask, path: str, code: str) -> None:
    """A missing group and a missing resource have codes of their own."""
    deploy(cloud, ask)
    answer = ask("GET", path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, code)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({**PLACE, "siteConfig": {}}, "$.siteConfig"),
        ({**PLACE, "properties": {"siteConfig": {"alwaysOn": "yes"}}}, "$.properties.siteConfig.alwaysOn"),
        ({**PLACE, "properties": {"siteConfig": {"healthPath": "/"}}}, "$.properties.siteConfig.healthPath"),
        ({"properties": {}}, "$.location"),
    ],
)
def test_a_body_that_is_not_of_the_model_is_400(cloud: Rehearsal, ask: Ask, body: object, where: str) -> None:
    """Wrong level, wrong type, unknown and missing properties are refused with their place."""
    deploy(cloud, ask)
    answer = ask("PUT", f"{WEB}/sites/wrong", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "InvalidRequestContent")
    assert where in answer.json()["error"]["message"]


def test_a_child_needs_its_parent(cloud: Rehearsal, ask: Ask) -> None:
    """A slot of an app that is not there is refused."""
    deploy(cloud, ask)
    answer = ask("PUT", f"{WEB}/sites/none/slots/staging", {**PLACE, "properties": {}})
    assert answer.json()["error"]["code"] == "ParentResourceNotFound"


def test_a_group_takes_everything_with_it(cloud: Rehearsal, ask: Ask) -> None:
    """Deleting the group is a long-running operation that removes what is inside."""
    deploy(cloud, ask)
    begun = ask("DELETE", GROUP)
    assert begun.status_code == 202
    answer: httpx.Response = begun
    while answer.status_code == 202:
        answer = ask("GET", begun.headers["Location"].removeprefix(cloud.url))
    assert ask("GET", GROUP).status_code == 404
    assert not [one for one in cloud.resources() if "/resourceGroups/" in one["id"]]
    vault = {"tenantId": cloud.endpoint.tenant, "sku": {"family": "A", "name": "standard"}}
    ask("PUT", GROUP, PLACE)
    refused = ask(
        "PUT", f"{GROUP}/providers/Microsoft.KeyVault/vaults/herm-vault", {**PLACE, "properties": vault}
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "ConflictError")
    recovered = {**PLACE, "properties": {**vault, "createMode": "recover"}}
    assert ask("PUT", f"{GROUP}/providers/Microsoft.KeyVault/vaults/herm-vault", recovered).status_code == 200


def test_a_busy_server_refuses_a_second_child(cloud: Rehearsal, ask: Ask) -> None:
    """Two children of a flexible server at once: the second gets ServerIsBusy; the password is never told."""
    ask("PUT", GROUP, PLACE)
    server = f"{GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/herm-db"
    sku = {"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"}
    login = {"administratorLogin": "herm", "administratorLoginPassword": "a-Password-1"}
    begun = ask("PUT", server, {**PLACE, "sku": sku, "properties": login})
    assert begun.status_code == 202
    follow = begun.headers["Azure-AsyncOperation"].removeprefix(cloud.url)
    assert ask("PUT", f"{server}/databases/a", {}).json()["error"]["code"] == "ServerIsBusy"
    while ask("GET", follow).json()["status"] == "InProgress":
        pass
    assert ask("PUT", f"{server}/databases/a", {}).status_code == 202
    assert ask("PUT", f"{server}/databases/b", {}).json()["error"]["code"] == "ServerIsBusy"
    assert "a-Password-1" not in ask("GET", server).text
    assert cloud.database_password(f"/subscriptions/{cloud.endpoint.subscription}/{server}") == "a-Password-1"

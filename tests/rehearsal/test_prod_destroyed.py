"""The end of stack prod: what holds data stays unless told, and nothing else stays."""

from __future__ import annotations

import re

from cli.paths import PROD
from tests.rehearsal.clouds import asker
from tests.rehearsal.network import HUB, a_subnet, let_join
from tests.rehearsal.prod import DESTROY, UP, Prod, written
from tests.rehearsal.repairs import make_known

_IN_ORDER = ("hostNameBindings", "certificates", "serverfarms", "virtualNetworks")
"""What holds on to what: each can go only once the one before it has gone."""


def test_variables_secret_outlives_the_rest_in_the_vault_that_stays(prod: Prod) -> None:
    """`destroy --exclude-protected` keeps the vault, and in it a secret that the state forgets: an import.

    A private endpoint goes with its zone and its link; nothing of the stack stays in the network's way.
    """
    prod.set("privateEndpointSubnet", a_subnet(prod, "hub", "10.1.0.0"))
    let_join(prod)
    name = ("--path", "herm:secretEnvironment.ACTION_KEY", "--stack", PROD)
    prod.set("protectData", "true")
    prod.workspace.run("config", "set", "--path", "herm:otherVariables[0]", "ACTION_KEY", "--stack", PROD)
    prod.workspace.run("config", "set", "--secret", *name, stdin="first-value-of-the-key")
    prod.workspace.run(*UP)
    server = prod.one("/flexibleServers")["id"].rpartition("/")[2]
    prod.workspace.run(*DESTROY, "--exclude-protected")
    kept = {resource["id"].rpartition("/")[2] for resource in prod.azure.resources()}
    assert {"action-key", server} <= kept
    assert "hermapi" not in kept
    prod.workspace.run("config", "rm", "herm:privateEndpointSubnet", "--stack", PROD)
    assert asker(prod.azure)("DELETE", HUB).is_success
    refused = prod.workspace.attempt(*UP)
    taken = re.findall(r"cannot create already existing resource '\S+/(\S+)'", refused.stdout)
    assert set(taken) == {"action-key"}
    assert make_known(prod.workspace, refused.stdout)
    prod.workspace.run(*UP)
    assert prod.app["environment"]["ACTION_KEY"] == "first-value-of-the-key"
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []


def test_destroy_refuses_what_holds_data_unless_told(prod: Prod) -> None:
    """With protection, destroy names what it keeps; without it, nothing is left but the group.

    Who deploys has no right to a vault's data: secrets are not deleted one by one, they go with the vault.
    A domain goes before its certificate, and with the server go the people who administer it.
    """
    prod.set("protectData", "true")
    prod.set("domain", "api.example.com")
    prod.confirm("DNS has the records of api.example.com")
    identity = prod.one("/sites")["properties"]["customDomainVerificationId"]
    prod.azure.happens("dns", "asuid.api.example.com", {"TXT": identity})
    prod.azure.happens("dns", "api.example.com", {"CNAME": "hermapi.azurewebsites.net"})
    name = ("--path", 'herm:databaseAdministrators["dba"]', "--stack", PROD)
    prod.workspace.run("config", "set", *name, "Group 00000000-0000-4000-8000-00000000000a")
    prod.workspace.run(*UP)
    before = len(prod.azure.request_log())
    refused = prod.workspace.attempt("destroy", "--stack", PROD, "--yes")
    assert refused.returncode != 0
    assert "protect" in refused.stdout + refused.stderr
    assert not [one for one in prod.azure.request_log()[before:] if one["method"] == "DELETE"]
    locks = {one["id"] for one in prod.azure.resources() if one["type"].endswith("/locks")}
    assert {path.split("/")[-6] for path in locks} == {"flexibleServers", "vaults"}
    owner = asker(prod.azure)
    for path in locks:
        kept = owner("DELETE", path.partition("/providers/Microsoft.Authorization")[0])
        assert kept.json()["error"]["code"] == "ScopeLocked"
    prod.set("protectData", "false")
    assert {write for write in prod.writes_of_up() if write.startswith("DELETE")} == {
        "DELETE locks/herm-data"
    }
    assert prod.one("/hostNameBindings")["properties"]["sslState"] == "SniEnabled"
    before = len(prod.azure.request_log())
    prod.workspace.run("destroy", "--stack", PROD, "--yes", "--skip-preview")
    gone = [line.partition("?")[0] for line in written(prod.azure.request_log()[before:])]
    at = {kind: next(n for n, line in enumerate(gone) if f"/{kind}/" in line) for kind in _IN_ORDER}
    assert sorted(at, key=at.__getitem__) == [*_IN_ORDER]
    assert not prod.left

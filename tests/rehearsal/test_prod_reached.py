"""How stack prod's API is reached, and that what answers is what was deployed."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.main import main
from cli.paths import PROD
from tests.rehearsal.clouds import asker
from tests.rehearsal.network import HUB, a_subnet, let_join
from tests.rehearsal.prod import UP, Prod


@pytest.fixture
def smoke(prod: Prod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], int]:
    """`./herm smoke` with the stack's outputs, and with so many seconds to wait; gives its exit code."""
    for name, value in prod.azure.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("cli.verbs.smoke._PAUSE", 0.1)
    file = tmp_path / "outputs.json"

    def check(wait: int) -> int:
        file.write_text(json.dumps(prod.workspace.outputs(PROD)), encoding="utf-8")
        return main(["smoke", "--outputs", str(file), "--hold", "1", "--wait", str(wait)])

    return check


def test_smoke_check_proves_what_was_deployed(
    prod: Prod, smoke: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """A version that never starts leaves the old one answering: that is no success; nor are old settings."""
    assert smoke(20) == 0
    new = f"hasura/graphql-engine@sha256:{'1' * 64}"
    prod.azure.happens("image", new, {"version": "v2.51.0", "crashes": True})
    prod.set("hasuraImage", new.replace("@", ":v2.51.0@"))
    prod.workspace.run(*UP)
    assert smoke(2) == 1
    assert "is still v2.50.3, and v2.51.0 was deployed" in capsys.readouterr().err
    prod.azure.happens("image", new, {"version": "v2.51.0", "catalog": 49})
    assert smoke(20) == 0
    prod.set("corsDomain", "https://front.example.com")
    known = prod.workspace.outputs(PROD)
    prod.workspace.run(*UP)
    assert prod.workspace.outputs(PROD)["settings"] != known["settings"]
    assert smoke(20) == 0
    prod.workspace.run("config", "rm", "herm:corsDomain", "--stack", PROD)
    prod.workspace.run("config", "rm", "herm:hasuraImage", "--stack", PROD)
    assert "goes back from v2.51.0 to v2.50.3" in prod.workspace.attempt(*UP).stdout
    prod.confirm("go back from v2.51.0 to v2.50.3")
    prod.workspace.run(*UP)
    assert smoke(2) == 1
    assert "is still v2.51.0" in capsys.readouterr().err
    assert "downgrade the metadata first" in prod.app["problem"]
    prod.azure.happens("image", prod.app["config"]["linuxFxVersion"].removeprefix("DOCKER|"), {"catalog": 49})


def test_only_allowed_addresses_may_call(
    prod: Prod, smoke: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Who is elsewhere learns their address and the command that lets them in; Azure's own probes go on."""
    prod.workspace.run(
        "config", "set", "--path", "herm:allowedAddresses[0]", "198.51.100.0/24", "--stack", PROD
    )
    prod.workspace.run(*UP)
    assert smoke(900) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "does not let 203.0.113.10 in" in said
    assert (prod.app["serving"], prod.app["problem"]) != (None, "")
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []
    [command] = re.findall(r"pulumi (config set --path 'herm:allowedAddresses\[1\]' \S+ --stack prod)", said)
    prod.workspace.run(*shlex.split(command))
    prod.workspace.run(*UP)
    assert smoke(20) == 0
    prod.azure.happens("called-from", "192.0.2.1")
    assert smoke(0) == 1
    prod.workspace.run("config", "rm", "herm:allowedAddresses", "--stack", PROD)
    prod.workspace.run(*UP)
    assert smoke(20) == 0


def test_private_endpoint_is_the_only_way(
    prod: Prod, smoke: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """From outside nothing answers, and smoke names the network; from inside all is as before; and back.

    The network is another group's, which who deploys has to be allowed to join; another one takes its place.
    """
    subnet, other = a_subnet(prod, "hub", "10.1.0.0"), a_subnet(prod, "hub-2", "10.2.0.0")
    prod.set("privateEndpointSubnet", subnet)
    refused = prod.workspace.attempt(*UP)
    assert "LinkedAuthorizationFailed" in refused.stdout + refused.stderr
    let_join(prod)
    writes = prod.writes_of_up("--refresh")
    assert "PUT privateEndpoints/hermapi-endpoint" in writes
    assert smoke(900) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert f"reached from inside {subnet.partition('/subnets/')[0]} alone" in said
    prod.azure.happens("called-from", "10.1.0.9")
    assert smoke(60) == 0
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []
    prod.set("privateEndpointSubnet", other)
    moved = prod.writes_of_up()
    for one in ("privateEndpoints/hermapi-endpoint", "virtualNetworkLinks/hermapi-endpoint"):
        assert moved.index(f"DELETE {one}") < moved.index(f"PUT {one}")
    prod.azure.happens("called-from", "203.0.113.10")
    prod.workspace.run("config", "rm", "herm:privateEndpointSubnet", "--stack", PROD)
    prod.workspace.run(*UP)
    assert smoke(60) == 0
    assert asker(prod.azure)("DELETE", HUB).is_success


def test_domain_gets_its_certificate_and_goes_again(prod: Prod) -> None:
    """Named, bound, certified, shown: in two runs, once DNS has what the preview names; and back, in one."""
    prod.set("domain", "api.example.com")
    refused = " ".join(prod.workspace.attempt("preview", "--stack", PROD).stdout.split())
    [identity] = re.findall(r"TXT from asuid\.api\.example\.com to (\w+)", refused)
    prod.confirm("DNS has the records of api.example.com")
    too_soon = prod.workspace.attempt(*UP)
    assert "A TXT record pointing from asuid.api.example.com" in too_soon.stdout + too_soon.stderr
    prod.azure.happens("dns", "asuid.api.example.com", {"TXT": identity})
    prod.azure.happens("dns", "api.example.com", {"CNAME": "hermapi.azurewebsites.net"})
    name = ("--path", 'herm:databaseAdministrators["dba"]', "--stack", PROD)
    object_id = "00000000-0000-4000-8000-00000000000a"
    prod.workspace.run("config", "set", *name, f"Group {object_id}")
    assert prod.writes_of_up("--refresh") == [
        "PUT flexibleServers/hermapi-db",
        f"PUT administrators/{object_id}",
        "PUT hostNameBindings/api.example.com",
        "PUT certificates/api.example.com",
    ]
    assert prod.workspace.outputs(PROD)["domain"] == ""
    assert prod.writes_of_up() == ["PUT hostNameBindings/api.example.com"]
    assert prod.workspace.outputs(PROD)["domain"] == "https://api.example.com"
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []
    for setting in ("domain", "confirmed", "databaseAdministrators"):
        prod.workspace.run("config", "rm", f"herm:{setting}", "--stack", PROD)
    gone = [write for write in prod.writes_of_up() if write.startswith("DELETE")]
    assert gone.index("DELETE hostNameBindings/api.example.com") < gone.index(
        "DELETE certificates/api.example.com"
    )
    assert f"DELETE administrators/{object_id}" in gone
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []

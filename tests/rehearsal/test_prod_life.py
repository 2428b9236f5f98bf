"""The life of stack prod, deployed by the real engine to the emulator: each change does what it should, only.

What the emulator models and what not is told in docs/development/rehearsal.md.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from cli.paths import PROD, ROOT
from cli.rehearsal.checks import check_environment
from infra.config.settings import parse
from infra.contract import environment
from tests.rehearsal.clouds import NETWORK_CONTRIBUTOR, asker
from tests.rehearsal.prod import DESTROY, UP, Prod, prepared, written
from tests.rehearsal.repairs import finish, make_known
from tests.support.arguments import watched_arguments


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prod]:
    """Prod, deployed."""
    with prepared(tmp_path_factory.mktemp("prod")) as stack:
        stack.workspace.run(*UP)
        yield stack


def test_app_gets_exactly_the_contracts_environment(prod: Prod) -> None:
    """Every reference resolves, and name by name the app has what the contract says."""
    assert set(prod.app["references"].values()) == {"Resolved"}
    expected = environment(parse(PROD, prod.settings.all))
    assert "all as in the contract" in check_environment(expected, prod.app["environment"])


def test_second_up_writes_nothing(prod: Prod) -> None:
    """Nothing changed, so nothing is written, with and without a refresh."""
    assert prod.writes_of_up("--expect-no-changes") == []
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []


def test_changed_secret_is_one_version_and_one_settings_change(prod: Prod) -> None:
    """Exactly two writes, and the app has restarted with the new value."""
    before = prod.app
    prod.set_secret("adminSecret", "another-admin-secret-of-this-test")
    assert prod.writes_of_up() == ["PUT secrets/hasura-graphql-admin-secret", "PUT config/appsettings"]
    after = prod.app
    assert after["environment"]["HASURA_GRAPHQL_ADMIN_SECRET"] == "another-admin-secret-of-this-test"
    assert after["restarts"] == before["restarts"] + 1


def test_changed_database_password_reaches_server_and_app(prod: Prod) -> None:
    """The server gets it, one secret gets it, and both URLs follow."""
    prod.set_secret("databasePassword", "Another-password-1")
    writes = prod.writes_of_up()
    assert sorted(write.partition(" ")[2] for write in writes) == [
        "config/appsettings",
        "flexibleServers/hermapi-db",
        "secrets/hasura-graphql-database-url",
    ]
    env = prod.app["environment"]
    assert ":Another-password-1@" in env["HASURA_GRAPHQL_DATABASE_URL"]
    assert env["HASURA_GRAPHQL_METADATA_DATABASE_URL"] == env["HASURA_GRAPHQL_DATABASE_URL"]


def test_hasura_gets_a_role_of_its_own(prod: Prod, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made by the Hasura that runs, and not before: until then the old container goes on as administrator."""
    role = ("herm:databaseRole", "api", "--stack", PROD)
    prod.set_secret("databaseRolePassword", "a-password-of-this-role")
    prod.workspace.run("config", "set", *role)
    assert prod.writes_of_up() == ["PUT secrets/hasura-graphql-database-url", "PUT config/appsettings"]
    assert 'password authentication failed for user "api"' in _settled(prod)["problem"]
    for name, value in prod.azure.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("cli.project.work.settings", lambda stack: parse(stack, prod.workspace.config(stack)))
    for password in ("a-password-of-this-role", "another-password-of-this-role"):
        prod.set_secret("databaseRolePassword", password)
        assert main(["database-role", "--stack", PROD]) == 0
        prod.workspace.run(*UP)
        assert f"//api:{password}@" in _settled(prod)["environment"]["HASURA_GRAPHQL_DATABASE_URL"]
        assert _settled(prod)["problem"] == ""
    assert prod.writes_of_up("--expect-no-changes") == []


def _settled(prod: Prod) -> dict[str, Any]:
    """The app, once its newest container has taken over or failed."""
    deadline = time.monotonic() + 60
    while (found := prod.app)["problem"] == "" and found["starting"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_setting_changed_by_hand_is_seen_and_repaired(prod: Prod) -> None:
    """`preview --refresh` tells of it, `up --refresh` undoes it, and its value is plain nowhere."""
    path = f"{prod.app_id}/config/appsettings"
    settings = dict(prod.app["settings"])
    settings["ADDED_BY_HAND"] = "value-set-by-hand"
    asker(prod.azure)("PUT", path, {"properties": settings}).raise_for_status()
    seen = prod.workspace.attempt("preview", "--stack", PROD, "--refresh", "--expect-no-changes", "--diff")
    assert seen.returncode != 0
    assert "value-set-by-hand" not in seen.stdout + seen.stderr
    prod.workspace.run("refresh", "--stack", PROD, "--yes", "--skip-preview")
    assert "value-set-by-hand" not in prod.workspace.run("stack", "export", "--stack", PROD)
    assert prod.writes_of_up() == ["PUT config/appsettings"]
    assert "ADDED_BY_HAND" not in prod.app["environment"]


def test_secret_taken_away_can_be_added_again(prod: Prod) -> None:
    """The vault keeps the secret of a variable that is gone; the next one is refused until it is imported."""
    name = ("--path", "herm:secretEnvironment.ACTION_KEY", "--stack", PROD)
    prod.workspace.run("config", "set", "--path", "herm:otherVariables[0]", "ACTION_KEY", "--stack", PROD)
    prod.workspace.run("config", "set", "--secret", *name, stdin="first-value-of-the-key")
    prod.workspace.run(*UP)
    prod.workspace.run("config", "rm", *name)
    assert prod.writes_of_up() == ["PUT config/appsettings"]
    prod.workspace.run("config", "set", "--secret", *name, stdin="second-value-of-the-key")
    refused = prod.workspace.attempt(*UP)
    assert "cannot create already existing resource" in refused.stdout + refused.stderr
    assert make_known(prod.workspace, refused.stdout)
    prod.workspace.run(*UP)
    assert prod.app["environment"]["ACTION_KEY"] == "second-value-of-the-key"
    prod.workspace.run("config", "rm", *name)
    prod.workspace.run(*UP)


def test_secret_variable_in_plain_text_is_refused_before_anything_is_sent(prod: Prod) -> None:
    """A variable's secret that was set without --secret; the command of the message stores it well."""
    name = ("--path", "herm:secretEnvironment.ACTION_KEY", "--stack", PROD)
    prod.workspace.run("config", "set", "--plaintext", *name, "typed-in-plain-text-1234")
    before = len(prod.azure.request_log())
    refused = prod.workspace.attempt("preview", "--stack", PROD)
    assert refused.returncode != 0
    assert "herm:secretEnvironment.ACTION_KEY: is stored in plain text" in refused.stdout
    assert (
        "pulumi config set --secret --path 'herm:secretEnvironment.ACTION_KEY' --stack prod" in refused.stdout
    )
    assert "typed-in-plain-text" not in refused.stdout + refused.stderr
    assert len(prod.azure.request_log()) == before
    prod.workspace.run("config", "set", "--secret", *name, stdin="another-value-of-the-key")
    assert "typed-in-plain-text" not in (prod.workspace.folder / f"Pulumi.{PROD}.yaml").read_text(
        encoding="utf-8"
    )
    prod.workspace.run("preview", "--stack", PROD)
    prod.workspace.run("config", "rm", *name)


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
    prod.workspace.run(*_confirmation("go back from v2.51.0 to v2.50.3"))
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


HUB = "resourceGroups/hub"


def a_subnet(prod: Prod, network: str, addresses: str) -> str:
    """A network in a group of somebody else's; gives the id of its subnet."""
    ask, place = asker(prod.azure), prod.settings.plain.get("location", "swedencentral")
    assert ask("PUT", HUB, {"location": place}).is_success
    inside = {"name": "inside", "properties": {"addressPrefix": f"{addresses}/27"}}
    space = {"addressSpace": {"addressPrefixes": [f"{addresses}/24"]}, "subnets": [inside]}
    path = f"{HUB}/providers/Microsoft.Network/virtualNetworks/{network}"
    made = ask("PUT", path, {"location": place, "properties": space}).json()["id"]
    return f"{made}/subnets/inside"


def let_join(prod: Prod) -> None:
    """Give who deploys the role of docs/azure.md."""
    ask, endpoint = asker(prod.azure), prod.azure.endpoint.acting_as("deployer")
    roles = f"/subscriptions/{endpoint.subscription}/providers/Microsoft.Authorization/roleDefinitions"
    [who] = {
        one["properties"]["principalId"]
        for one in prod.azure.resources()
        if one["type"].endswith("/roleAssignments") and one["properties"].get("condition")
    }
    role = f"{HUB}/providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222"
    given = {"principalId": who, "roleDefinitionId": f"{roles}/{NETWORK_CONTRIBUTOR}"}
    assert ask("PUT", role, {"properties": given}).is_success


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
    prod.workspace.run(*_confirmation("DNS has the records of api.example.com"))
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


def test_budget_is_kept_from_the_month_on_in_which_it_was_made(prod: Prod) -> None:
    """It tells who is told of alerts; another amount months later changes the amount alone."""
    prod.set("alertEmail", "me@example.com")
    prod.set("monthlyBudget", "400")
    prod.workspace.run(*UP)
    prod.azure.let_pass(100 * 24 * 3600)
    prod.set("monthlyBudget", "500")
    assert prod.writes_of_up("--refresh") == ["PUT budgets/hermapi-budget"]
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []
    # This machine's clock has not moved: to ARM a new budget would begin in the past from here on.
    prod.workspace.run("config", "rm", "herm:monthlyBudget", "--stack", PROD)
    assert prod.writes_of_up("--refresh") == ["DELETE budgets/hermapi-budget"]


def test_slot_has_the_apps_environment(prod: Prod) -> None:
    """`slot: true` adds a slot with the same settings and touches the app itself not at all."""
    restarts = prod.app["restarts"]
    prod.set("slot", "true")
    prod.workspace.run(*UP)
    slot = prod.azure.app(f"{prod.app_id}/slots/staging")
    assert slot["environment"] == prod.app["environment"]
    assert prod.app["restarts"] == restarts
    prod.set("slot", "false")
    prod.workspace.run(*UP)


def test_a_disk_that_grew_by_itself_is_in_nobodys_way(prod: Prod) -> None:
    """Azure doubled the disk: with a refresh every later change of the server goes on."""
    server = server_id(prod)
    prod.azure.happens("disk-grew", server, 256)
    prod.set_secret("databasePassword", "Another-password-2")
    refused = prod.workspace.attempt(*UP)
    assert "InvalidStorageSize" in refused.stdout
    prod.workspace.run(*UP, "--refresh")
    assert prod.azure.database_password(server) == "Another-password-2"
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []


def test_what_azure_would_refuse_is_refused_before_anything_is_sent(prod: Prod) -> None:
    """A smaller disk, another network, another home of the backups: all of it in a preview."""
    before = len(prod.azure.request_log())
    prod.workspace.run("config", "set", "--path", "herm:override.databaseStorageGb", "128", "--stack", PROD)
    prod.workspace.run("config", "set", "--path", "herm:override.geoBackup", "true", "--stack", PROD)
    prod.set("network", "public")
    refused = prod.workspace.attempt("preview", "--stack", PROD)
    assert refused.returncode != 0
    for words in ("the disk has 256 GiB", "herm:override.geoBackup' false", "herm:network private"):
        assert words in refused.stdout + refused.stderr
    assert len(prod.azure.request_log()) == before
    prod.set("network", "private")
    prod.workspace.run("config", "rm", "herm:override", "--stack", PROD)


def test_restored_server_is_taken_up_as_the_page_says(prod: Prod) -> None:
    """A new server from the backup becomes the stack's: the app works on it, the old one is left alone.

    Both are locked then; the old one goes when its lock has gone.
    """
    prod.set("protectData", "true")
    prod.workspace.run(*UP)
    old = server_id(prod)
    ask, sent = asker(prod.azure), {"createMode": "PointInTimeRestore", "sourceServerResourceId": old}
    place = {"location": prod.settings.plain.get("location", "swedencentral"), "properties": sent}
    assert ask("PUT", f"{old}-2", place).status_code == 202
    before = prod.app["environment"]["HASURA_GRAPHQL_DATABASE_URL"]
    page = (ROOT / "docs" / "azure.md").read_text(encoding="utf-8")
    [commands] = re.findall(r"```sh\n(pulumi stack export.*?)```", page, re.DOTALL)
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", commands.replace("--refresh", "--refresh --yes --skip-preview")],
        cwd=prod.workspace.folder,
        env=prod.workspace.process_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert prod.app["environment"]["HASURA_GRAPHQL_DATABASE_URL"] == before.replace(
        "hermapi-db.", "hermapi-db-2."
    )
    assert prod.azure.database_password(f"{old}-2") == prod.azure.database_password(old)
    kept = {one["id"] for one in prod.azure.resources()}
    assert {old, f"{old}-2", f"{old}-2/databases/hasura"} <= kept
    alerts = [one for one in prod.azure.resources() if one["id"].endswith("/metricAlerts/hermapi-storage")]
    assert alerts[0]["properties"]["scopes"] == [f"{old}-2"]
    assert prod.writes_of_up("--refresh", "--expect-no-changes") == []
    assert ask("DELETE", old).json()["error"]["code"] == "ScopeLocked"
    assert ask("DELETE", f"{old}/providers/Microsoft.Authorization/locks/herm-data").is_success
    assert ask("DELETE", old).status_code == 202
    prod.set("protectData", "false")
    prod.workspace.run(*UP)


def test_another_tier_keeps_the_data(prod: Prod) -> None:
    """Server, database and vault are changed where they are, and never replaced."""
    [plan] = [one["id"] for one in prod.azure.resources() if one["type"].endswith("/serverfarms")]
    prod.azure.happens("scaled", plan, 3)
    prod.workspace.run("config", "set", "--path", "herm:tags.changed", "yes", "--stack", PROD)
    prod.workspace.run(*UP, "--refresh")
    [machines] = [one["sku"]["capacity"] for one in prod.azure.resources() if one["id"] == plan]
    assert machines == 3  # Azure's own number stays, whatever else of the plan changes
    prod.set("tier", "economy")
    writes = prod.writes_of_up("--refresh")
    assert "PUT serverfarms/hermapi-plan" in writes
    assert not [write for write in writes if write.startswith("DELETE") and "hermapi-db" in write]
    assert "DELETE autoscaleSettings/hermapi-autoscale" in writes
    assert prod.writes_of_up("--expect-no-changes") == []


def _confirmation(words: str) -> tuple[str, ...]:
    """The command that a refusal gives, in its own words."""
    return ("config", "set", "--path", "herm:confirmed[0]", words, "--stack", PROD)


_IN_ORDER = ("hostNameBindings", "certificates", "serverfarms", "virtualNetworks")
"""What holds on to what: each can go only once the one before it has gone."""


def _of_type(prod: Prod, kind: str) -> dict[str, Any]:
    """The only resource of a type."""
    [found] = [one for one in prod.azure.resources() if one["type"].endswith(kind)]
    return dict(found)


def server_id(prod: Prod) -> str:
    """The database server's id."""
    [found] = [one["id"] for one in prod.azure.resources() if one["type"].endswith("/flexibleServers")]
    return str(found)


def test_no_secret_is_plain_anywhere(prod: Prod) -> None:
    """Neither in state, history, plans and previews, nor in logs, nor in the arguments of a process."""
    plan = prod.workspace.folder.parent / "plan.json"
    with watched_arguments() as arguments:
        prod.set_secret("adminSecret", prod.settings.secret["adminSecret"])
        shown = {
            "preview": prod.workspace.run("preview", "--stack", PROD, "--diff", "--refresh"),
            "preview --json": prod.workspace.run("preview", "--stack", PROD, "--json"),
            "plan": prod.workspace.run("preview", "--stack", PROD, "--save-plan", str(plan)),
            "up": prod.workspace.run("up", "--stack", PROD, "--yes", "--diff", "--plan", str(plan)),
            "export": prod.workspace.run("stack", "export", "--stack", PROD),
            "output": prod.workspace.run("stack", "output", "--stack", PROD, "--json"),
        }
    files = [path for path in prod.workspace.folder.parent.rglob("*") if path.is_file()]
    logs = [Path(prod.azure.endpoint.log), prod.azure.state_dir / "emulator.log"]
    for file in (*files, *logs):
        shown[str(file)] = file.read_text(encoding="utf-8", errors="replace")
    assert plan in files
    assert [file for file in files if "state" in file.parts]
    assert [line for line in arguments if "pulumi" in line]
    shown["arguments"] = "\n".join(arguments)
    secrets = [value for value in prod.settings.secret.values() if value]
    secrets += [json.dumps(value)[1:-1] for value in secrets]
    for place, text in shown.items():
        assert not [secret for secret in secrets if secret in text], place


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
    finish(prod.workspace, UP)  # the vault may have it already, from the tests before
    server = server_id(prod).rpartition("/")[2]
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
    prod.workspace.run(*_confirmation("DNS has the records of api.example.com"))
    identity = _of_type(prod, "/sites")["properties"]["customDomainVerificationId"]
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
    assert _of_type(prod, "/hostNameBindings")["properties"]["sslState"] == "SniEnabled"
    before = len(prod.azure.request_log())
    prod.workspace.run("destroy", "--stack", PROD, "--yes", "--skip-preview")
    gone = [line.partition("?")[0] for line in written(prod.azure.request_log()[before:])]
    at = {kind: next(n for n, line in enumerate(gone) if f"/{kind}/" in line) for kind in _IN_ORDER}
    assert sorted(at, key=at.__getitem__) == [*_IN_ORDER]
    assert not prod.left

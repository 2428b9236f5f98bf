"""The whole graph of stack prod, as the program describes it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from functools import cache
from typing import Any

import pulumi
import pytest

from infra.azure.app.fingerprint import unmarked
from infra.azure.app.platform_settings import PLATFORM_SETTINGS
from infra.config.settings import parse
from infra.contract import START_COMMAND, environment
from tests.support.azure_state import GROUP, IDENTITY, azure_state
from tests.support.configurations import GOOD, PROD
from tests.support.recorder import ROOT, SECRET_MARK, Graph, record

SECRETS = ("jwtSecret", "adminSecret", "databasePassword", "databaseUrl", "secretEnvironment")
STACK = "pulumi:pulumi:Stack"
SETTINGS = "azure-native:web:WebAppApplicationSettings"
APP = "azure-native:web:WebApp"
EXTERNAL = {
    "database": "external",
    "databaseUrl": "postgres://u:p-w-d@db.example.com/x?sslmode=require",
    "databasePassword": "",
}


def prod(preview: str = "", **changes: str) -> Graph:
    """The graph of the good configuration with some values changed."""
    return _recorded(preview, tuple(sorted(changes.items())))


@cache
def _recorded(preview: str, changes: tuple[tuple[str, str], ...]) -> Graph:
    """Each configuration is run once; no test changes a graph."""
    return record("prod", {**PROD, **dict(changes)}, SECRETS, preview=bool(preview), state=azure_state)


@pytest.fixture(params=["", "preview"], ids=["up", "preview"])
def graph(request: pytest.FixtureRequest) -> Graph:
    """Everything that prod can have, once as `up` and once as `preview`, where ids are unknown."""
    return prod(preview=request.param, slot="true", alertEmail="me@example.com")


def one(graph: Graph, token: str) -> dict[str, Any]:
    """The only resource of a type."""
    [resource] = graph.of_type(token).values()
    return resource


def urn_of(graph: Graph, name: str) -> str:
    """The URN of a resource by its logical name."""
    [urn] = [urn for urn, resource in graph.resources.items() if resource["name"] == name]
    return urn


def settings_of(graph: Graph, token: str = SETTINGS) -> dict[str, str]:
    """The app settings, revealed."""
    values: dict[str, str] = one(graph, token)["inputs"]["properties"]["value"]
    return values


def test_every_resource_descends_from_the_component(graph: Graph) -> None:
    """Nothing hangs on the stack but the component, and everything else is below it."""
    [root] = [urn for urn, r in graph.resources.items() if r["type"] == "herm:index:AzureWebApp"]
    for urn, resource in graph.resources.items():
        seen = urn
        while graph.resources[seen]["type"] != STACK and seen != root:
            seen = graph.resources[seen]["parent"]
        assert seen == root or resource["type"] == STACK, resource["name"]


def test_every_component_has_a_proper_token_and_registers_outputs(graph: Graph) -> None:
    """Components are `herm:index:Name`, and none of them keeps its outputs to itself."""
    components = [(urn, r) for urn, r in graph.resources.items() if not r["custom"] and r["type"] != STACK]
    assert len(components) == 6
    for urn, resource in components:
        assert re.fullmatch(r"herm:index:Azure[A-Za-z]+", resource["type"])
        assert graph.outputs[urn], resource["name"]


def test_every_child_is_named_after_its_component(graph: Graph) -> None:
    """Two instances of the component never collide."""
    assert {r["name"].split("-")[0] for r in graph.resources.values() if r["type"] != STACK} == {"herm"}


def test_app_settings_are_the_contracts_names_and_the_platforms() -> None:
    """Prod gets exactly dev's names and what App Service itself reads, in app and slot alike."""
    graph = prod(slot="true")
    names = {variable.name for variable in environment(parse("dev", GOOD))}
    platform = {setting.name for setting in PLATFORM_SETTINGS}
    assert set(settings_of(graph)) == names | platform
    assert settings_of(graph, "azure-native:web:WebAppApplicationSettingsSlot") == settings_of(graph)


def test_hasura_ends_itself_before_it_is_killed() -> None:
    """App Service starts Hasura as Docker does, and gives it as long to finish its requests."""
    graph = prod(slot="true")
    for token in (APP, "azure-native:web:WebAppSlot"):
        command = one(graph, token)["inputs"]["siteConfig"]["appCommandLine"]
        assert tuple(shlex.split(command)) == START_COMMAND
    limit = settings_of(graph)["WEBSITES_CONTAINER_STOP_TIME_LIMIT"]
    assert int(settings_of(graph)["HASURA_GRAPHQL_GRACEFUL_SHUTDOWN_TIMEOUT"]) < int(limit)


def test_secret_settings_are_versioned_references() -> None:
    """Each secret variable refers to the very version of its secret; both database URLs share one."""
    settings = settings_of(prod())
    start = "@Microsoft.KeyVault(SecretUri=https://hermapi-vault.vault.azure.net/secrets/"
    for name in ("ADMIN_SECRET", "JWT_SECRET", "DATABASE_URL"):
        secret = f"hasura-graphql-{name.lower().replace('_', '-')}"
        assert settings[f"HASURA_GRAPHQL_{name}"] == f"{start}{secret}/0123456789)"
    assert settings["HASURA_GRAPHQL_METADATA_DATABASE_URL"] == settings["HASURA_GRAPHQL_DATABASE_URL"]
    assert settings["HASURA_GRAPHQL_ENABLE_CONSOLE"] == "false"


def test_without_vault_settings_hold_the_contracts_values() -> None:
    """`secretStore: appSettings` makes no vault, and the values are those of the contract."""
    graph = prod(secretStore="appSettings")
    assert not graph.of_type("azure-native:keyvault:Vault")
    expected = environment(parse("prod", {**PROD, "secretStore": "appSettings"}))
    found = {name: unmarked(value) for name, value in settings_of(graph).items()}
    assert found.items() >= {v.name: v.reveal() for v in expected}.items()


def outputs_of(graph: Graph) -> dict[str, Any]:
    """The stack's outputs."""
    [outputs] = [o for urn, o in graph.outputs.items() if urn.endswith(f"{STACK}::herm-prod")]
    return dict(outputs)


@pytest.mark.parametrize("store", ["keyVault", "appSettings"])
def test_settings_can_be_asked_for_without_a_secret(store: str) -> None:
    """One more origin may call, named after all settings; it is an output, and another setting is another."""
    graph = prod(secretStore=store)
    origin = outputs_of(graph)["settings"]
    assert re.fullmatch(r"https://settings-[0-9a-f]{12}\.invalid", origin)
    assert settings_of(graph)["HASURA_GRAPHQL_CORS_DOMAIN"].endswith(f", {origin}")
    assert outputs_of(prod(secretStore=store, enabledLogTypes="startup"))["settings"] != origin


@pytest.mark.parametrize(
    "changes", [{"corsDomain": "*"}, {"environment": '{"HASURA_GRAPHQL_DISABLE_CORS": "true"}'}], ids=str
)
def test_settings_of_who_lets_every_origin_in_cannot_be_asked_for(changes: dict[str, str]) -> None:
    """Nothing is added to such a list, and the output is empty."""
    graph = prod(**changes)
    assert outputs_of(graph)["settings"] == ""
    assert ".invalid" not in settings_of(graph)["HASURA_GRAPHQL_CORS_DOMAIN"]


def test_outputs_tell_whether_strangers_are_let_in() -> None:
    """The smoke check needs no option for it."""
    assert outputs_of(prod())["open"] == "false"
    assert outputs_of(prod(unauthorizedRole="guest"))["open"] == "true"


@pytest.mark.parametrize("changes", [{}, {"secretStore": "appSettings"}, EXTERNAL], ids=str)
def test_no_secret_is_an_open_input(changes: dict[str, str]) -> None:
    """Every value that holds a secret travels to the engine marked as secret, outputs included."""
    config = {**PROD, **changes, "secretEnvironment": '{"ACTION_KEY": "user-s-own"}'}
    graph = prod(
        **{**changes, **{k: config[k] for k in ("secretEnvironment",)}, "otherVariables": '["ACTION_KEY"]'}
    )
    secrets = [config[name] for name in SECRETS if config.get(name)] + ["user-s-own", "p-w-d"]
    opened = [(r["name"], r["inputs"]) for r in graph.resources.values()]
    opened += [(urn, dict(outputs)) for urn, outputs in graph.outputs.items()]
    for name, values in opened:
        assert not any(json.dumps(secret)[1:-1] in json.dumps(_unmarked(values)) for secret in secrets), name


def _unmarked(value: Any) -> Any:
    """The value without what is marked as secret."""
    if isinstance(value, dict):
        if SECRET_MARK in value.values():
            return "[secret]"
        return {name: _unmarked(entry) for name, entry in value.items()}
    return [_unmarked(entry) for entry in value] if isinstance(value, list) else value


def test_app_settings_are_secret_as_a_whole(graph: Graph) -> None:
    """A setting that somebody adds by hand becomes secret in the state when it is read back."""
    properties = one(graph, SETTINGS)["inputs"]["properties"]
    assert SECRET_MARK in properties.values() if isinstance(properties, dict) else properties


def test_settings_come_after_the_role_and_the_database(graph: Graph) -> None:
    """References resolve and the database answers when Hasura starts with its settings."""
    for settings in (SETTINGS, "azure-native:web:WebAppApplicationSettingsSlot"):
        before = _all_before(graph, one(graph, settings))
        assert urn_of(graph, "herm-secrets-reader") in before
        assert urn_of(graph, "herm-database-hasura") in before


def _all_before(graph: Graph, resource: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = list(resource["dependencies"])
    while waiting:
        urn = waiting.pop()
        if urn not in found:
            found.add(urn)
            waiting += graph.resources[urn]["dependencies"]
    return found


@pytest.mark.parametrize("network", ["private", "public"])
def test_children_of_the_server_are_made_one_after_the_other(network: str) -> None:
    """Each child waits for every other that comes before it, so ServerIsBusy cannot happen."""
    graph = prod(network=network)
    server = urn_of(graph, "herm-database-server")
    children = [
        urn
        for urn, r in graph.resources.items()
        if r["type"].startswith("azure-native:dbforpostgresql:") and urn != server
    ]
    assert len(children) == (4 if network == "private" else 5)
    counts = sorted(len(set(children) & set(graph.resources[urn]["dependencies"])) for urn in children)
    assert counts == list(range(len(children)))
    assert all(graph.resources[urn]["deletedWith"] == server for urn in children)


def test_private_database_has_no_public_address() -> None:
    """By default the server is in the network that the app joins, and no firewall rule exists."""
    graph = prod()
    network = one(graph, "azure-native:dbforpostgresql:Server")["inputs"]["network"]
    assert network["publicNetworkAccess"] == "Disabled"
    assert network["delegatedSubnetResourceId"].endswith("/subnets/database")
    assert one(graph, APP)["inputs"]["virtualNetworkSubnetId"].endswith("/subnets/app")
    assert not graph.of_type("azure-native:dbforpostgresql:FirewallRule")


def test_public_database_makes_no_network() -> None:
    """`network: public` is one firewall rule, made knowingly."""
    graph = prod(network="public")
    assert not graph.of_type("azure-native:network:VirtualNetwork")
    assert "virtualNetworkSubnetId" not in one(graph, APP)["inputs"]
    assert one(graph, "azure-native:dbforpostgresql:FirewallRule")


def test_external_database_makes_none() -> None:
    """Seed users have a database: neither server nor network nor its alert is made."""
    graph = prod(**EXTERNAL)
    tokens = {resource["type"] for resource in graph.resources.values()}
    assert not any("dbforpostgresql" in token or ":network:" in token for token in tokens)
    assert "herm-monitoring-alert-storage" not in graph.of_type("azure-native:monitor:MetricAlert")
    [outputs] = [o for urn, o in graph.outputs.items() if urn.endswith(f"{STACK}::herm-prod")]
    assert outputs["databaseHost"] == "db.example.com"


def test_server_takes_tls_only_and_has_pgcrypto() -> None:
    """Hasura needs pgcrypto, which Azure refuses unless it is listed."""
    configurations = prod(databaseExtensions='["postgis"]').of_type(
        "azure-native:dbforpostgresql:Configuration"
    )
    values = {r["inputs"]["configurationName"]: r["inputs"]["value"] for r in configurations.values()}
    assert values == {
        "azure.extensions": "PGCRYPTO,POSTGIS",
        "require_secure_transport": "ON",
        "max_connections": "859",
    }
    assert {r["inputs"]["source"] for r in configurations.values()} == {"user-override"}


def test_people_may_administer_the_server_beside_the_password() -> None:
    """Each by their id, one after the other; without any, nobody signs in by Entra."""
    ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2)]
    wanted = {"dba": f"Group {ids[0]}", "me@example.com": f"User {ids[1]}"}
    graph = prod(databaseAdministrators=json.dumps(wanted))
    auth = one(graph, "azure-native:dbforpostgresql:Server")["inputs"]["authConfig"]
    assert auth == {
        "activeDirectoryAuth": "Enabled",
        "passwordAuth": "Enabled",
        "tenantId": IDENTITY["tenantId"],
    }
    found = graph.of_type("azure-native:dbforpostgresql:AdministratorsMicrosoftEntra")
    assert [r["inputs"]["objectId"] for r in found.values()] == ids
    assert [r["inputs"]["principalType"] for r in found.values()] == ["Group", "User"]
    first, second = (urn_of(graph, name) for name in found)
    assert first in graph.resources[second]["dependencies"]
    plain = one(prod(), "azure-native:dbforpostgresql:Server")["inputs"]["authConfig"]
    assert (plain["activeDirectoryAuth"], plain["passwordAuth"]) == ("Disabled", "Enabled")


def test_disks_size_is_azures_after_its_creation() -> None:
    """It is sent again only where config has a size of its own: Azure grows disks and never shrinks them."""
    server = "azure-native:dbforpostgresql:Server"
    assert one(prod(), server)["ignoreChanges"] == ["storage.storageSizeGB"]
    assert one(prod(override='{"databaseStorageGb": 128}'), server)["ignoreChanges"] == []


def test_site_is_shut_where_it_can_be(graph: Graph) -> None:
    """HTTPS only, TLS 1.3, no FTP, no basic publishing credentials, for the app and its slot."""
    for token in (APP, "azure-native:web:WebAppSlot"):
        inputs = one(graph, token)["inputs"]
        site = inputs["siteConfig"]
        assert inputs["httpsOnly"] is True
        assert inputs["clientAffinityEnabled"] is False
        assert (site["minTlsVersion"], site["scmMinTlsVersion"], site["ftpsState"]) == (
            "1.3",
            "1.3",
            "Disabled",
        )
        assert all(site[name] for name in ("alwaysOn", "webSocketsEnabled", "http20Enabled"))
        assert site["healthCheckPath"] == "/healthz"
        assert site["linuxFxVersion"].startswith("DOCKER|hasura/graphql-engine@sha256:")
        assert "appSettings" not in site
    for kind in ("FtpAllowed", "ScmAllowed", "FtpAllowedSlot", "ScmAllowedSlot"):
        assert one(graph, f"azure-native:web:WebApp{kind}")["inputs"]["allow"] is False


def test_everybody_may_call_unless_addresses_are_allowed() -> None:
    """Rules and what holds without one are always said, for app and slot and for App Service's own tools."""
    for allowed, rules, default in (
        ("[]", [], "Allow"),
        ('["203.0.113.7", "2001:db8::/32"]', ["203.0.113.7/32", "2001:db8::/32"], "Deny"),
    ):
        graph = prod(slot="true", allowedAddresses=allowed)
        for token in (APP, "azure-native:web:WebAppSlot"):
            site = one(graph, token)["inputs"]["siteConfig"]
            assert [rule["ipAddress"] for rule in site["ipSecurityRestrictions"]] == rules
            assert {rule["action"] for rule in site["ipSecurityRestrictions"]} <= {"Allow"}
            assert site["ipSecurityRestrictionsDefaultAction"] == default
            assert site["scmIpSecurityRestrictionsUseMain"] is True
        assert outputs_of(graph)["allowedAddresses"] == ", ".join(rules)


def test_private_endpoint_is_the_only_way_to_app_and_slot() -> None:
    """In the user's subnet, with the zone where its network finds the app; a zone that is there is used."""
    hub = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network"
    wanted = {"privateEndpointSubnet": f"{hub}/virtualNetworks/hub/subnets/inside", "slot": "true"}
    graph = prod(**wanted)
    for token in (APP, "azure-native:web:WebAppSlot"):
        assert one(graph, token)["inputs"]["publicNetworkAccess"] == "Disabled"
        assert one(prod(slot="true"), token)["inputs"]["publicNetworkAccess"] == "Enabled"
    endpoint = one(graph, "azure-native:network:PrivateEndpoint")
    assert endpoint["inputs"]["subnet"]["id"] == wanted["privateEndpointSubnet"]
    [connection] = endpoint["inputs"]["privateLinkServiceConnections"]
    assert connection["groupIds"] == ["sites"]
    links = graph.of_type("azure-native:privatedns:VirtualNetworkLink")
    networks = {link["inputs"]["virtualNetwork"]["id"] for link in links.values()}
    assert f"{hub}/virtualNetworks/hub" in networks
    assert outputs_of(graph)["privateNetwork"] == f"{hub}/virtualNetworks/hub"
    zone = f"{hub}/privateDnsZones/privatelink.azurewebsites.net"
    there = prod(**wanted, privateDnsZone=zone)
    group = one(there, "azure-native:network:PrivateDnsZoneGroup")["inputs"]
    assert [config["privateDnsZoneId"] for config in group["privateDnsZoneConfigs"]] == [zone]
    zones = there.of_type("azure-native:privatedns:PrivateZone")
    assert len(zones) == 1  # the database's


def test_registry_of_ones_own_gives_the_identity_the_right_to_pull() -> None:
    """With the registry's id the identity has AcrPull there before the app starts."""
    registry = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries/Me"
    graph = prod(hasuraImage=f"me.azurecr.io/hasura:v1@sha256:{'0' * 64}", registryId=registry)
    role = graph.of_type("azure-native:authorization:RoleAssignment")["herm-puller"]
    assert role["inputs"]["scope"] == registry
    assert role["inputs"]["roleDefinitionId"].endswith("/7f951dda-4ed3-4680-a7ca-43fe172d538d")
    assert any("herm-puller" in urn for urn in one(graph, APP)["dependencies"])


def test_image_that_azure_may_refuse_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview tells that nothing in the program gives the right to pull."""
    said: list[str] = []
    monkeypatch.setattr("pulumi.log.warn", said.append)
    prod(hasuraImage=f"ours.azurecr.io/hasura:v1@sha256:{'0' * 64}")
    assert ["herm:registryId is not set" in words for words in said] == [True]


def test_image_from_azures_registry_is_pulled_with_the_apps_identity() -> None:
    """No registry password is needed."""
    site = one(prod(hasuraImage=f"me.azurecr.io/hasura:v1@sha256:{'0' * 64}"), APP)["inputs"]["siteConfig"]
    assert site["linuxFxVersion"] == f"DOCKER|me.azurecr.io/hasura@sha256:{'0' * 64}"
    assert site["acrUseManagedIdentityCreds"] is True
    assert site["acrUserManagedIdentityID"].endswith("bb")


KEPT = {
    "azure-native:resources:ResourceGroup",
    "azure-native:keyvault:Vault",
    "azure-native:keyvault:Secret",
    "azure-native:dbforpostgresql:Server",
    "azure-native:dbforpostgresql:Database",
}


@pytest.mark.parametrize("protect", ["true", "false"])
def test_what_holds_data_is_protected(protect: str) -> None:
    """Pulumi refuses to delete database, vault and group, unless protection is switched off.

    Secrets are never deleted by themselves: whoever deploys has no right to the vault's data.
    """
    graph = prod(protectData=protect)
    for flag, always in (("protect", set()), ("retainOnDelete", {"azure-native:keyvault:Secret"})):
        kept = {r["type"] for r in graph.resources.values() if r[flag]}
        assert kept == (KEPT if protect == "true" else always), flag


LOCK = "azure-native:authorization:ManagementLockByScope"


def test_azure_itself_keeps_what_holds_data() -> None:
    """Server and vault are locked, after all that is attached to them and could not go before the lock."""
    graph = prod()
    locks = graph.of_type(LOCK)
    assert {name: lock["inputs"]["level"] for name, lock in locks.items()} == {
        "herm-database-lock": "CanNotDelete",
        "herm-vault-lock": "CanNotDelete",
    }
    assert all("pulumi up --stack prod" in lock["inputs"]["notes"] for lock in locks.values())
    server = graph.of_type("azure-native:dbforpostgresql:Server")["herm-database-server"]
    assert server["inputs"]["serverName"] == "hermapi-db"
    assert locks["herm-database-lock"]["inputs"]["scope"].endswith("/herm-database-server")
    assert locks["herm-vault-lock"]["inputs"]["scope"].endswith("/herm-secrets-vault")
    for lock, attached in (
        ("herm-database-lock", ["herm-database-hasura", "herm-monitoring-database-logs"]),
        ("herm-vault-lock", ["herm-secrets-reader", "herm-monitoring-vault-logs"]),
    ):
        before = _all_before(graph, locks[lock])
        assert {urn_of(graph, name) for name in attached} <= before


def test_nothing_is_locked_unless_data_is_protected() -> None:
    """What the documented removal takes away first; a stack without a vault or a database locks neither."""
    assert not prod(protectData="false").of_type(LOCK)
    assert not prod(secretStore="appSettings", **EXTERNAL).of_type(LOCK)


def test_budget_tells_who_is_told_of_alerts() -> None:
    """Four fifths and all of it, spent or foreseen, from the month on in which it is made."""
    budget = one(prod(alertEmail="me@example.com", monthlyBudget="400"), "azure-native:consumption:Budget")
    inputs = budget["inputs"]
    assert (inputs["amount"], inputs["scope"]) == (400, GROUP)
    told = {
        (n["thresholdType"], n["threshold"], *n["contactEmails"]) for n in inputs["notifications"].values()
    }
    assert told == {
        ("Actual", 80, "me@example.com"),
        ("Actual", 100, "me@example.com"),
        ("Forecasted", 100, "me@example.com"),
    }
    assert re.fullmatch(r"\d{4}-\d\d-01T00:00:00Z", inputs["timePeriod"]["startDate"])
    assert budget["ignoreChanges"] == ["timePeriod"]
    assert not prod(alertEmail="me@example.com").of_type("azure-native:consumption:Budget")


def test_group_that_exists_is_used_and_not_described() -> None:
    """A group made by hand, where the rights of who deploys end, is in no state and goes with no stack."""
    graph = prod(createResourceGroup="false")
    assert not graph.of_type("azure-native:resources:ResourceGroup")
    assert one(graph, APP)["inputs"]["resourceGroupName"] == "herm"


def test_plan_goes_before_the_network() -> None:
    """App Service's link to the subnet stays as long as the plan does, and a network in use cannot go."""
    plan = one(prod(), "azure-native:web:AppServicePlan")
    assert any("VirtualNetwork" in urn for urn in plan["dependencies"])


def test_database_subnet_reaches_azures_storage() -> None:
    """Logs and the standby need the way to storage, which a network written without it would lose."""
    subnets = one(prod(), "azure-native:network:VirtualNetwork")["inputs"]["subnets"]
    assert [(s["name"], [e["service"] for e in s.get("serviceEndpoints", [])]) for s in subnets] == [
        ("app", []),
        ("database", ["Microsoft.Storage"]),
    ]


def test_users_own_secret_in_plain_text_is_refused() -> None:
    """An entry without --secret is refused before anything is sent, with the command that stores it well."""
    stored = {"herm:secretEnvironment": {"ACTION_KEY": "user-s-own"}}
    config = {**PROD, "secretEnvironment": '{"ACTION_KEY": "user-s-own"}', "otherVariables": '["ACTION_KEY"]'}
    with pytest.raises(pulumi.RunError) as caught:
        record("prod", config, SECRETS, state=azure_state, stored=stored)
    assert "herm:secretEnvironment.ACTION_KEY: is stored in plain text" in str(caught.value)
    assert "config set --secret --path 'herm:secretEnvironment.ACTION_KEY' --stack prod" in str(caught.value)
    assert "user-s-own" not in str(caught.value)


def test_users_own_secret_can_be_taken_away() -> None:
    """A secret variable that the user no longer has must not stop the next `up`."""
    changes = {"secretEnvironment": '{"ACTION_KEY": "x"}', "otherVariables": '["ACTION_KEY"]'}
    secret = prod(**changes).of_type("azure-native:keyvault:Secret")["herm-secrets-action-key"]
    assert secret["retainOnDelete"]
    assert not secret["protect"]


def test_role_assignments_name_follows_from_what_it_assigns() -> None:
    """The same assignment has the same name in every run, and it is a role of this subscription."""
    first, second = (one(prod(), "azure-native:authorization:RoleAssignment")["inputs"] for _ in range(2))
    assert first == second
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", first["roleAssignmentName"])
    assert first["roleDefinitionId"].startswith(GROUP.partition("/resourceGroups")[0] + "/providers/")


def test_names_are_those_of_the_settings() -> None:
    """The operator finds what the issue of the day calls `herm` and `hermapi`."""
    graph = prod()
    assert one(graph, "azure-native:resources:ResourceGroup")["inputs"]["resourceGroupName"] == "herm"
    assert one(graph, APP)["inputs"]["name"] == "hermapi"


def test_autoscale_owns_the_number_of_instances() -> None:
    """Where Azure scales, capacity is no drift; where it does not, the program says it."""
    plan = "azure-native:web:AppServicePlan"
    assert one(prod(), plan)["ignoreChanges"] == ["sku.capacity"]
    economy = prod(tier="economy")
    assert one(economy, plan)["ignoreChanges"] == []
    assert not economy.of_type("azure-native:monitor:AutoscaleSetting")


def test_instances_are_taken_away_by_cpu_alone() -> None:
    """Azure takes one away when all such rules agree, and memory at rest would never agree."""
    [profile] = one(prod(), "azure-native:monitor:AutoscaleSetting")["inputs"]["profiles"]
    rules = [
        (rule["scaleAction"]["direction"], rule["metricTrigger"]["metricName"]) for rule in profile["rules"]
    ]
    assert sorted(rules) == [
        ("Decrease", "CpuPercentage"),
        ("Increase", "CpuPercentage"),
        ("Increase", "MemoryPercentage"),
    ]


def test_plan_comes_after_the_network_and_goes_before_it() -> None:
    """App Service lets go of a subnet only when the plan is gone; the plan's tier is Azure's to say."""
    graph = prod()
    plan = one(graph, "azure-native:web:AppServicePlan")
    assert urn_of(graph, "herm-network-virtual-network") in _all_before(graph, plan)
    assert set(plan["inputs"]["sku"]) == {"name", "capacity"}


def test_containers_output_is_kept_for_a_night(graph: Graph) -> None:
    """`az webapp log tail` shows nothing unless App Service is told to keep it, for app and slot."""
    for token in ("WebAppDiagnosticLogsConfiguration", "WebAppDiagnosticLogsConfigurationSlot"):
        kept = one(graph, f"azure-native:web:{token}")["inputs"]["httpLogs"]["fileSystem"]
        assert kept == {"enabled": True, "retentionInDays": 3, "retentionInMb": 35}


def test_everyone_who_is_to_know_is_told(graph: Graph) -> None:
    """Eight alerts, each of which tells the e-mail group."""
    alerts = graph.of_type("azure-native:monitor:MetricAlert").values()
    assert len(alerts) == 8
    assert all(len(alert["inputs"]["actions"]) == 1 for alert in alerts)


def test_app_slot_database_and_vault_log_to_the_workspace(graph: Graph) -> None:
    """Each its own categories, to the one workspace whose daily quota they share; no metrics on top."""
    settings = graph.of_type("azure-native:monitor:DiagnosticSetting").values()
    found = {
        one["name"].removeprefix("herm-monitoring-"): [log["category"] for log in one["inputs"]["logs"]]
        for one in settings
    }
    site = ["AppServiceConsoleLogs", "AppServiceHTTPLogs", "AppServicePlatformLogs"]
    assert found == {
        "app-logs": site,
        "slot-logs": site,
        "database-logs": ["PostgreSQLLogs"],
        "vault-logs": ["AuditEvent"],
    }
    assert not [one for one in settings if "metrics" in one["inputs"]]


@pytest.mark.parametrize(("tier", "limit"), [("economy", 29), ("standard", 717), ("resilient", 1447)])
def test_database_tells_before_it_refuses(tier: str, limit: int) -> None:
    """It is watched whether it lives, its CPU, and its connections against what its machine takes.

    Only a machine that lives on credits has an alert about them: the others have no such metric.
    """
    alerts = prod(tier=tier).of_type("azure-native:monitor:MetricAlert")
    criteria = {
        one["metricName"]: (one["timeAggregation"], one["operator"], one["threshold"])
        for alert in alerts.values()
        for one in alert["inputs"]["criteria"]["allOf"]
    }
    assert criteria["is_db_alive"] == ("Maximum", "LessThan", 1)
    assert criteria["active_connections"] == ("Average", "GreaterThan", limit)
    assert "cpu_percent" in criteria
    assert ("cpu_credits_remaining" in criteria) == (tier == "economy")


def test_stack_outputs_hold_no_secret(graph: Graph) -> None:
    """What `pulumi stack output` prints can be shown to anyone."""
    [outputs] = [o for urn, o in graph.outputs.items() if urn.endswith(f"{STACK}::herm-prod")]
    assert {"url", "healthUrl", "appId", "identityId", "vaultName", "databaseHost", "tier"} <= set(outputs)
    assert outputs["tier"] == "standard"
    assert outputs["estimatedCost"].startswith("about $225 to $372 a month")
    assert SECRET_MARK not in json.dumps(outputs)


SCRIPT = """
import json, sys
from tests.support.azure_state import azure_state
from tests.support.recorder import record
record("prod", json.loads(sys.argv[1]), {secrets!r}, state=azure_state)
loaded = [name.split(".")[1] for name, module in sys.modules.items()
    if name.count(".") == 1 and name.startswith("pulumi_azure_native.")
    and type(module).__name__ == "module" and not name.endswith(("_utilities", "provider", "_inputs"))]
print(json.dumps(sorted(loaded)))
"""


@pytest.mark.parametrize(
    ("changes", "extra"),
    [({}, {"network", "privatedns", "dbforpostgresql"}), (EXTERNAL, set())],
    ids=["own database", "external database"],
)
def test_prod_program_loads_only_the_namespaces_that_it_uses(
    changes: dict[str, str], extra: set[str]
) -> None:
    """Azure's package has 257 namespaces; what a stack does not use is not executed."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(secrets=SECRETS), json.dumps({**PROD, **changes})],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    used = {
        "authorization",
        "keyvault",
        "managedidentity",
        "monitor",
        "operationalinsights",
        "resources",
        "web",
    }
    assert set(json.loads(done.stdout)) == used | extra

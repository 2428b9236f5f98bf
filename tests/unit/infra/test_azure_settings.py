"""Settings of stacks on Azure: names, limits and contradictions are found before Azure sees them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.config.settings import parse
from infra.problems import ProblemsError
from infra.secret import UNREADABLE
from tests.support.configurations import GOOD, override
from tests.support.configurations import prod_problems as problems
from tests.support.configurations import prod_settings as settings


def test_defaults_are_those_that_the_operator_knows() -> None:
    """Resource group `herm`, Web App `hermapi`, a private managed database, a vault."""
    azure = settings().azure
    assert (azure.names.resource_group, azure.names.app) == ("herm", "hermapi")
    assert (azure.names.vault, azure.names.server) == ("hermapi-vault", "hermapi-db")
    assert (azure.database.managed, azure.database.network, azure.uses_vault, azure.slot) == (
        True,
        "private",
        True,
        False,
    )


def test_database_url_of_a_managed_database_is_known_beforehand() -> None:
    """The host follows from the server's name, TLS is required and the password is escaped."""
    assert settings().database_url.reveal() == (
        "postgres://hasura:P%40ss%2Fword%27%221@hermapi-db.postgres.database.azure.com:5432/hasura"
        "?sslmode=require"
    )


def test_role_of_its_own_signs_in_with_its_own_password() -> None:
    """The administrator's password is in no address then; one that waits for its role changes nothing."""
    own = {"databaseRolePassword": "a/password-of-this-role"}
    assert settings(databaseRole="api", **own).database_url.reveal() == (
        "postgres://api:a%2Fpassword-of-this-role@hermapi-db.postgres.database.azure.com:5432/hasura"
        "?sslmode=require"
    )
    assert settings(**own).database_url == settings().database_url


def test_own_domain_may_call_beside_azures_name() -> None:
    """Browsers see the API at both."""
    assert settings(domain="api.example.com").azure.origins == (
        "https://api.example.com",
        "https://hermapi.azurewebsites.net",
    )
    assert settings().azure.origins == ("https://hermapi.azurewebsites.net",)


def test_external_database_needs_no_password() -> None:
    """The address is taken as it is."""
    url = "postgres://u:p@db.example.com/x?sslmode=verify-full"
    found = settings(database="external", databaseUrl=url, databasePassword="")
    assert found.database_url.reveal() == url


def test_addresses_are_ranges_in_configs_order() -> None:
    """An address is a range of one; of version 6 too; none means everybody.

    One for each entry, also where two are the same: who adds one counts them, and must not replace the last.
    """
    found = settings(allowedAddresses='["203.0.113.7", "2001:db8::/32", "203.0.113.7/32"]')
    assert found.azure.allowed_addresses == ("203.0.113.7/32", "2001:db8::/32", "203.0.113.7/32")
    assert settings().azure.allowed_addresses == ()


def test_own_origin_follows_the_apps_name() -> None:
    """Browsers may call from the API's own origin unless config says otherwise."""
    assert settings(appName="myapi").own_origin == "https://myapi.azurewebsites.net"


def test_secrets_that_cannot_be_read_here_are_not_judged() -> None:
    """A machine without prod's key can still read the plain settings."""
    assert problems(databasePassword=UNREADABLE) == []
    assert problems(database="external", databaseUrl=UNREADABLE, databasePassword="") == []


LONG_SECRET = json.dumps({"type": "HS256", "key": "k" * 26_000})
ID = "00000000-0000-4000-8000-00000000000a"
HUB = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
SUBNET = f"{HUB}/subnets/inside"
OWN = {"databaseRolePassword": "a-password-of-this-role"}
MISTAKES = [
    (
        {"monthlyBudget": "400"},
        "herm:monthlyBudget: is 400, and there is nobody to tell",
        "herm:alertEmail YOU@EXAMPLE.COM --stack prod",
    ),
    ({"monthlyBudget": "-1"}, "a whole number from 0", "herm:monthlyBudget 0 --stack prod"),
    (
        {"allowedAddresses": '["198.51.100.0/24", "203.0.113.300"]'},
        "herm:allowedAddresses[1]: is '203.0.113.300'; it has to be like",
        "--path 'herm:allowedAddresses[1]' VALUE --stack prod",
    ),
    (
        {"allowedAddresses": '["203.0.113.7/24"]'},
        "did you mean 203.0.113.0/24?",
        "--path 'herm:allowedAddresses[0]' 203.0.113.0/24 --stack prod",
    ),
    (
        {"allowedAddresses": '["10.1.0.0/16"]'},
        "a private range",
        "pulumi config rm --path 'herm:allowedAddresses[0]' --stack prod",
    ),
    ({"allowedAddresses": '"203.0.113.7"'}, "has to be a list", "'herm:allowedAddresses[0]'"),
    ({"appName": "a"}, "herm:appName: is 'a' with 1 characters", "herm:appName VALUE --stack prod"),
    ({"appName": "a" * 56, "vaultName": "vault", "serverName": "server"}, "Azure takes 2 to 55", "appName"),
    (
        {"appName": "a" * 53, "vaultName": "vault", "serverName": "server", "slot": "true"},
        "-staging; Azure takes 60",
        "herm:appName VALUE",
    ),
    ({"appName": "my_api", "vaultName": "vault", "serverName": "server"}, "letters, digits and inner", ""),
    ({"appName": "a-very-long-name-of-an-app"}, "herm:vaultName: is 'a-very-long-name-of-an-app-vault'", ""),
    ({"vaultName": "1vault"}, "a letter first", "herm:vaultName"),
    ({"vaultName": "my--vault"}, "single inner '-'", "herm:vaultName"),
    ({"serverName": "Server"}, "small letters", "herm:serverName"),
    ({"resourceGroupName": "herm."}, "no '.' at the end", "herm:resourceGroupName"),
    ({"location": "West Europe"}, "did you mean westeurope?", "herm:location westeurope --stack prod"),
    (
        {"databaseExtensions": '["postgis", "post_gis"]'},
        "'POST_GIS', which Azure did not offer on 8 June 2026; did you mean POSTGIS?",
        "--path 'herm:databaseExtensions[1]' POSTGIS --stack prod",
    ),
    (
        {"databaseExtensions": '["my-own"]'},
        "'MY-OWN', which Azure did not offer",
        "if Azure offers it now: pulumi config set --path 'herm:confirmed[0]' 'extension MY-OWN'",
    ),
    ({"databaseRole": "Api", **OWN}, "'Api'; it has to be like api: small letters", "herm:databaseRole api"),
    ({"databaseRole": "pg_api", **OWN}, "not a name of Azure's or PostgreSQL's", "herm:databaseRole api"),
    (
        {"databaseRole": "api"},
        "herm:databaseRolePassword: is not set, or is empty; the role api signs in with it",
        "--secret herm:databaseRolePassword --stack prod",
    ),
    (
        {"databaseRole": "api", "databaseRolePassword": "a-pässword-of-this-role"},
        "holds other characters than ASCII",
        "--secret herm:databaseRolePassword",
    ),
    (
        {"domain": "example.com"},
        "'example.com'; it has to be like api.example.com",
        "herm:domain api.example",
    ),
    ({"domain": "x.azurewebsites.net"}, "is x.azurewebsites.net, which is Azure's own", "rm herm:domain"),
    (
        {"domain": "api.example.com", "allowedAddresses": '["203.0.113.7"]'},
        "herm:allowedAddresses lets nobody see it who could give it a certificate",
        "pulumi config rm herm:domain --stack prod",
    ),
    (
        {"databaseAdministrators": '{"me@example.com": "Person 1"}'},
        "is 'Person 1'; it has to be User, Group or ServicePrincipal, and the id in Entra",
        "herm:databaseAdministrators[",
    ),
    (
        {"databaseAdministrators": json.dumps(dict.fromkeys(("a", "b"), f"Group {ID}"))},
        "is a too: they have the same id",
        "pulumi config rm --path 'herm:databaseAdministrators.b' --stack prod",
    ),
    (
        {"privateEndpointSubnet": "inside"},
        "is 'inside'; it is what `az network vnet subnet show --query id` prints",
        "herm:privateEndpointSubnet ID --stack prod",
    ),
    (
        {"privateEndpointSubnet": SUBNET, "privateDnsZone": "zone"},
        "it is the id of a zone privatelink.azurewebsites.net",
        "rm herm:privateDnsZone",
    ),
    (
        {"privateDnsZone": "zone"},
        "has no effect without a private endpoint",
        "pulumi config rm herm:privateDnsZone",
    ),
    (
        {"privateEndpointSubnet": SUBNET, "allowedAddresses": '["203.0.113.7"]'},
        "has no effect with a private endpoint",
        "pulumi config rm herm:allowedAddresses",
    ),
    (
        {"privateEndpointSubnet": SUBNET, "domain": "api.example.com"},
        "herm:privateEndpointSubnet lets nobody see it",
        "pulumi config rm herm:privateEndpointSubnet --stack prod",
    ),
    ({"location": "westeurop"}, "did you mean westeurope?", "herm:location westeurope"),
    ({"location": ""}, "names of regions are like westeurope", "herm:location"),
    ({"tier": "cheap"}, "has to be economy or standard or resilient", "herm:tier"),
    ({"database": "mine"}, "has to be managed or external", "herm:database"),
    (
        {"database": "external", "databasePassword": ""},
        "herm:databaseUrl: is not set",
        "--secret herm:databaseUrl",
    ),
    (
        {"database": "external", "databaseUrl": "mysql://h/x?sslmode=require", "databasePassword": ""},
        "is not an address like",
        "--secret herm:databaseUrl",
    ),
    (
        {"database": "external", "databaseUrl": "postgres://h/x", "databasePassword": ""},
        "?sslmode=require",
        "herm:databaseUrl",
    ),
    ({"databaseVersion": "15"}, "a whole number from 16 to 18", "herm:databaseVersion 17"),
    ({"databasePassword": "onlysmallletters"}, "would be refused by Azure", "--secret herm:databasePassword"),
    ({"roleSeconds": "soon"}, "a whole number from 0 to 1800", "herm:roleSeconds 600"),
    ({"slot": "yes"}, "has to be true or false", "herm:slot false"),
    ({"alertEmail": "me"}, "is not an e-mail address", "herm:alertEmail"),
    ({"alertEmail": "me@host..com"}, "is not an e-mail address", "herm:alertEmail"),
    ({"tags": '{"cost centre": "7"}'}, "no blanks", "pulumi config rm --path 'herm:tags"),
    ({"tags": '{"1st": "7"}'}, "no digit first", "'herm:tags.1st'"),
    ({"tags": json.dumps({"a": "b" * 257})}, "has 257 characters; Azure takes 256", "'herm:tags.a' VALUE"),
    ({"tags": json.dumps({f"t{n}": "" for n in range(14)})}, "has 14 tags", "'herm:tags.t13'"),
    (override(databaseSku="Standard_D3ds_v4"), "did not offer", "databaseSku' Standard_D2ds_v4"),
    ({"jwtSecret": LONG_SECRET}, "bytes; a key vault takes 25600", "herm:secretStore appSettings"),
    ({"tier": "economy", "slot": "true"}, "B1, which has no slots", "'herm:override.planSku' P0v3"),
    (override(planSku="F1", maximumInstances=1), "no Always On", "'herm:override.planSku' B1"),
    (override(planSku="P1V3"), "did you mean P1v3?", "herm:override.planSku"),
    (override(planSku="B2"), "cannot scale by itself", "'herm:override.maximumInstances' 1"),
    (override(planSku="S1", maximumInstances=11), "plan S1 has at most 10", "maximumInstances' 10"),
    (override(instances=4), "less than the 4 instances", "maximumInstances' 4"),
    (override(instances="many"), "a whole number from 1 to 30", "herm:override.instances"),
    (override(planSky="P1v3"), "did you mean planSku?", "config rm --path 'herm:override.planSky'"),
    (override(zoneRedundant=True), "with one instance", "zoneRedundant' false"),
    (override(zoneRedundant="perhaps"), "true or false", "herm:override.zoneRedundant"),
    (override(databaseSku="D2"), "has to be like Standard_B1ms", "herm:override.databaseSku"),
    (override(databaseStorageGb=50), "disks come in 32, 64", "databaseStorageGb' 64"),
    (
        override(databaseSku="Standard_B2s", highAvailability="SameZone"),
        "needs a larger machine",
        "highAvailability' Disabled",
    ),
    (override(highAvailability="Always"), "has to be Disabled, SameZone or ZoneRedundant", ""),
    (override(backupDays=5), "from 7 to 35", "herm:override.backupDays"),
    (override(logQuotaGb=0), "from 0.023", "herm:override.logQuotaGb"),
    (
        {"secretEnvironment": '{"KEY": "a", "Key": "b"}', "otherVariables": '["KEY", "Key"]'},
        "which has no case",
        "config rm --path 'herm:secretEnvironment.",
    ),
]


@pytest.mark.parametrize(("changes", "reason", "remedy"), MISTAKES, ids=[str(m[1]) for m in MISTAKES])
def test_mistake_is_named_with_its_remedy(changes: dict[str, str], reason: str, remedy: str) -> None:
    """Each mistake is one problem that says what is wrong and which command fixes it."""
    [problem] = problems(**changes)
    assert reason in problem
    assert remedy in problem


def test_region_without_zones_cannot_be_resilient() -> None:
    """Both the plan and the database of that tier want zones; both are said at once."""
    found = problems(tier="resilient", location="westus")
    assert len(found) == 2
    assert all("westus" in problem for problem in found)


def test_all_problems_are_reported_together() -> None:
    """Nobody has to deploy ten times to see ten mistakes."""
    found = problems(
        appName="!", vaultName="!", serverName="!", location="!", tier="x", slot="x", network="x"
    )
    assert len(found) == 7


def test_new_region_is_not_refused() -> None:
    """Azure opens regions faster than this table learns of them."""
    assert problems(location="atlantiscentral") == []


def test_dev_needs_none_of_it() -> None:
    """A stack on Docker is not asked for Azure's secrets."""
    with pytest.raises(ProblemsError) as caught:
        parse("dev", {**GOOD, "database": "external"})
    assert [problem.where for problem in caught.value.problems] == ["herm:database"]


EXTERNAL = {
    "database": "external",
    "databaseUrl": "postgres://u:p@db.example.com/x?sslmode=require",
    "databasePassword": "",
}
WITHOUT_EFFECT = [
    ({**EXTERNAL, "databaseVersion": "15"}, "herm:databaseVersion", "an external database"),
    ({**EXTERNAL, "databaseExtensions": '["POSTGIS"]'}, "herm:databaseExtensions", "an external database"),
    ({**EXTERNAL, "network": "public"}, "herm:network", "an external database"),
    ({**EXTERNAL, "serverName": "mine"}, "herm:serverName", "an external database"),
    ({**EXTERNAL, "databasePassword": "P@ssw0rd-1"}, "herm:databasePassword", "an external database"),
    ({**EXTERNAL, **override(backupDays=3)}, "--path 'herm:override.backupDays'", "an external database"),
    ({"databaseUrl": EXTERNAL["databaseUrl"]}, "herm:databaseUrl", "a managed database"),
]


@pytest.mark.parametrize(("changes", "setting", "given"), WITHOUT_EFFECT, ids=[m[1] for m in WITHOUT_EFFECT])
def test_setting_without_an_effect_beside_another_is_refused(
    changes: dict[str, str], setting: str, given: str
) -> None:
    """A setting that another one makes meaningless is one problem, whatever its value."""
    [problem] = problems(**changes)
    assert f"has no effect with {given}" in problem
    assert problem.endswith(f"pulumi config rm {setting} --stack prod")


def test_vault_without_a_vault_is_refused() -> None:
    """A vault's name does nothing where secrets are app settings."""
    [problem] = problems(secretStore="appSettings", vaultName="my-vault")
    assert "herm:vaultName: has no effect without a key vault" in problem


def test_setting_that_cannot_be_read_here_is_not_refused() -> None:
    """Nobody knows whether a secret that is not readable here is set."""
    assert problems(**{**EXTERNAL, "databasePassword": UNREADABLE}) == []
    assert problems(databaseUrl=UNREADABLE, secretEnvironment=UNREADABLE) == []


@given(
    st.dictionaries(
        st.sampled_from(
            ["appName", "vaultName", "location", "tier", "override", "databaseUrl", "tags", "slot"]
        ),
        st.text(max_size=70),
    )
)
def test_no_value_makes_it_raise_anything_else(config: dict[str, str]) -> None:
    """Whatever the values, the answer is settings or a list of problems."""
    for database in ("managed", "external"):
        problems(**config, database=database)

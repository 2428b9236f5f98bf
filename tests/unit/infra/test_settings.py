"""Settings: every mistake in a stack's configuration is found, named and given its remedy at once."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.config.azure.settings import AzureSettings
from infra.config.commands import remove_command, set_command
from infra.config.docker import DockerSettings
from infra.config.schema import schema
from infra.config.settings import parse
from infra.config.stored import plain_secrets
from infra.problems import ProblemsError
from tests.support.configurations import GOOD, PROD
from tests.support.configurations import dev_problems as problems


def test_good_configuration_gives_settings_with_the_schemas_defaults() -> None:
    """Three secrets suffice; everything else has a default in Pulumi.yaml."""
    settings = parse("dev", GOOD)
    assert isinstance(settings.target, DockerSettings)
    assert settings.docker.hasura_port == schema()["hasuraPort"].default
    assert settings.enabled_log_types == "startup, http-log, webhook-log, websocket-log, query-log"
    assert settings.engine == "hasura"


def test_database_url_escapes_the_password() -> None:
    """Characters that mean something in a URL are percent-encoded."""
    assert (
        parse("dev", GOOD).database_url.reveal()
        == "postgres://hasura:p%40ss%2Fword%27%22@postgres:5432/hasura"
    )


MISTAKES = [
    (
        {"jwtSecret": ""},
        "herm:jwtSecret: is not set",
        "pulumi config set --secret herm:jwtSecret --stack dev",
    ),
    ({"adminSecret": "short"}, "herm:adminSecret: has 5 characters", "--secret herm:adminSecret"),
    (
        {"databasePassword": "line\nbreak"},
        "herm:databasePassword: holds a line break",
        "herm:databasePassword",
    ),
    ({"hasuraPort": "eighty"}, "herm:hasuraPort: is 'eighty'", "pulumi config set herm:hasuraPort 8080"),
    ({"hasuraPort": "70000"}, "herm:hasuraPort: is '70000'", "pulumi config set herm:hasuraPort 8080"),
    ({"postgresPort": "8080"}, "herm:postgresPort: is 8080, which is hasuraPort too", "herm:postgresPort"),
    ({"dockerName": "Herm Dev"}, "herm:dockerName: is 'Herm Dev'", "pulumi config set herm:dockerName"),
    ({"hasuraImage": "hasura/graphql-engine:v2"}, "has no digest", "hasura/graphql-engine:v2@sha256:DIGEST"),
    ({"hasuraImage": ""}, "is not an image reference", "pulumi config rm herm:hasuraImage"),
    ({"target": "aws"}, "herm:target: is 'aws'; it has to be docker or azure", "herm:target azure"),
    ({"hasuraPrt": "1"}, "did you mean herm:hasuraPort?", "pulumi config rm herm:hasuraPrt --stack dev"),
    ({"environment": "[]"}, "has to be an object", "pulumi config set --path 'herm:environment.NAME'"),
    ({"otherVariables": "{}"}, "has to be a list", "--path 'herm:otherVariables[0]'"),
    (
        {"environment": '{"HASURA_GRAPHQL_LOG_LEVL": "info"}'},
        "did you mean HASURA_GRAPHQL_LOG_LEVEL?",
        "pulumi config set --path 'herm:otherVariables[0]' HASURA_GRAPHQL_LOG_LEVL --stack dev",
    ),
    (
        {"environment": '{"HASURA_GRAPHQL_JWT_SECRET": "x"}'},
        "set herm:jwtSecret instead",
        "pulumi config rm --path 'herm:environment.HASURA_GRAPHQL_JWT_SECRET' --stack dev",
    ),
    (
        {"environment": '{"HASURA_GRAPHQL_DEV_MODE": "1"}'},
        "takes true or false",
        "herm:environment.HASURA_GRAPHQL_DEV_MODE",
    ),
    ({"environment": '{"HASURA_GRAPHQL_REDIS_URL": "r"}'}, "is a secret", "--secret --path 'herm:secretEnv"),
    (
        {"secretEnvironment": '{"HASURA_GRAPHQL_JWT_SECRETS": "[]"}'},
        "is ignored by Hasura's Community Edition",
        "herm:secretEnvironment.HASURA_GRAPHQL_EE_LICENSE_KEY",
    ),
    ({"environment": '{"A": {"b": 1}}'}, "has to be a text", "--path 'herm:environment.A'"),
    ({"environment": '{"A-B": "1"}'}, "is not a name of an environment variable", "config rm --path"),
]


@pytest.mark.parametrize(("changes", "reason", "remedy"), MISTAKES)
def test_mistake_is_named_with_its_remedy(changes: dict[str, str], reason: str, remedy: str) -> None:
    """Each mistake is one problem that says what is wrong and which command fixes it."""
    [problem] = problems(**changes)
    assert reason in problem
    assert remedy in problem.splitlines()[-1] or remedy in problem


def test_all_problems_are_reported_together() -> None:
    """Nobody has to run ten times to see ten mistakes."""
    found = problems(jwtSecret="", adminSecret="", hasuraPort="x", dockerName="!", nonsense="1")
    assert len(found) == 5


def test_secret_in_plain_text_is_a_problem() -> None:
    """A secret that was set without --secret stands readable in the stack's file."""
    with pytest.raises(ProblemsError) as caught:
        parse("dev", GOOD, plain=frozenset({"adminSecret"}))
    assert "herm:adminSecret: is stored in plain text" in str(caught.value)
    assert GOOD["adminSecret"] not in str(caught.value)


STORED = [
    ({"adminSecret": "hush"}, {"adminSecret"}),
    ({"adminSecret": {"secure": "v1:x"}, "corsDomain": "*", "unknown": "x"}, set()),
    ({"secretEnvironment": {"A": "hush", "B": {"secure": "v1:x"}}}, {"secretEnvironment.A"}),
    ({"secretEnvironment": '{"A": "hush"}'}, {"secretEnvironment.A"}),
    ({"secretEnvironment": {"secure": "v1:x"}}, set()),
    ({"secretEnvironment": "no object"}, set()),
]


@pytest.mark.parametrize(("stored", "plain"), STORED)
def test_secrets_in_plain_text_are_found_in_the_file(stored: dict[str, object], plain: set[str]) -> None:
    """Whole settings, and single entries of an object whose other entries are encrypted."""
    assert plain_secrets(stored) == plain


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_secret_variable_in_plain_text_is_a_problem(stack: str) -> None:
    """An entry without --secret is refused on both targets, with the command that stores it well."""
    config = {**PROD, "secretEnvironment": '{"ACTION_KEY": "hush"}', "otherVariables": '["ACTION_KEY"]'}
    assert parse(stack, config).custom_variables
    with pytest.raises(ProblemsError) as caught:
        parse(stack, config, plain=frozenset({"secretEnvironment.ACTION_KEY"}))
    [problem] = caught.value.problems
    assert "is stored in plain text" in problem.reason
    assert "take it as known to others" in problem.reason
    assert (
        problem.remedy
        == f"pulumi config set --secret --path 'herm:secretEnvironment.ACTION_KEY' --stack {stack}"
    )
    assert "hush" not in str(problem)


def test_other_stack_needs_a_target() -> None:
    """Only dev and prod have a target by their name."""
    [problem] = problems(stack="alice", tier="economy")
    assert "herm:target" in problem
    assert problems(stack="alice", target="docker") == []


AZURES = [
    ("tier", "resilient"),
    ("slot", "true"),
    ("alertEmail", "me@example.com"),
    ("database", "external"),
    ("override", '{"planSku": "B1"}'),
    ("tags", '{"team": "api"}'),
]


@pytest.mark.parametrize(("name", "value"), AZURES)
def test_setting_of_azures_is_refused_on_docker(name: str, value: str) -> None:
    """A setting that could do nothing is not accepted without a word."""
    [problem] = problems(**{name: value})
    assert problem.startswith(f"herm:{name}: has no effect on a docker stack")
    assert problem.endswith(f"pulumi config rm herm:{name} --stack dev")


@pytest.mark.parametrize("name", ["hasuraPort", "postgresPort", "dockerName", "postgresImage"])
def test_setting_of_dockers_is_refused_on_azure(name: str) -> None:
    """The same the other way round."""
    [problem] = problems(stack="prod", databasePassword="P@ssw0rd-1", **{name: "9080"})
    assert problem.startswith(f"herm:{name}: has no effect on an azure stack")
    assert problem.endswith(f"pulumi config rm herm:{name} --stack prod")


def test_defaults_of_the_other_target_are_no_problem() -> None:
    """The engine hands over every default of Pulumi.yaml, whatever the target."""
    defaults = {
        name: key.default if isinstance(key.default, str) else json.dumps(key.default)
        for name, key in schema().items()
        if name not in GOOD
    }
    assert problems(**defaults) == []
    assert problems(stack="prod", **{**defaults, "databasePassword": "P@ssw0rd-1"}) == []


def test_every_setting_is_of_some_use() -> None:
    """No setting of Pulumi.yaml is refused on both targets."""
    for name in schema():
        refusals = [
            problem
            for stack in ("dev", "prod")
            for problem in problems(stack=stack, **{name: "x"})
            if f"herm:{name}: has no effect on" in problem
        ]
        assert len(refusals) < 2, name


def test_settings_of_one_target_are_not_given_to_code_of_the_other() -> None:
    """What works on this machine's Docker says so when a stack on Azure is given to it, and the reverse."""
    prod = parse("prod", {**GOOD, "databasePassword": "P@ssw0rd-1"})
    assert isinstance(prod.target, AzureSettings)
    with pytest.raises(ProblemsError, match="pulumi config set herm:target docker --stack prod"):
        _ = prod.docker
    with pytest.raises(ProblemsError, match="pulumi config set herm:target azure --stack dev"):
        _ = parse("dev", GOOD).azure


COMMANDS = [
    (set_command("dev", "hasuraPort", "9080"), "pulumi config set herm:hasuraPort 9080 --stack dev"),
    (set_command("dev", "corsDomain", "a b"), "pulumi config set herm:corsDomain 'a b' --stack dev"),
    (set_command("dev", "adminSecret", "x"), "pulumi config set --secret herm:adminSecret --stack dev"),
    (set_command("dev", "tags.a"), "pulumi config set --path 'herm:tags.a' VALUE --stack dev"),
    (
        set_command("dev", "secretEnvironment.A"),
        "pulumi config set --secret --path 'herm:secretEnvironment.A' --stack dev",
    ),
    (remove_command("dev", "tags.a.b"), "pulumi config rm --path 'herm:tags[\"a.b\"]' --stack dev"),
    (remove_command("dev", "tags.it's"), "pulumi config rm --path 'herm:tags.it'\"'\"'s' --stack dev"),
    (remove_command("dev", "no such"), "pulumi config rm 'herm:no such' --stack dev"),
]


@pytest.mark.parametrize(("command", "expected"), COMMANDS, ids=[expected for _, expected in COMMANDS])
def test_commands_can_be_pasted_into_a_shell(command: str, expected: str) -> None:
    """Secrets are asked for and never shown; names that mean something to a shell or to Pulumi are quoted."""
    assert command == expected


def test_stand_in_is_refused_for_azure() -> None:
    """The stand-in engine never gets to production."""
    assert any("stand-in" in text for text in problems(stack="prod", hasuraImage="herm/hasura-stand-in:1"))


def test_listed_variable_of_the_users_own_is_accepted() -> None:
    """A name outside Hasura's list is taken once it is listed in otherVariables."""
    assert problems(environment='{"PG_DATABASE_NAME": "x"}', otherVariables='["PG_DATABASE_NAME"]') == []


@given(st.dictionaries(st.sampled_from(sorted(schema())), st.text(max_size=40)))
def test_no_value_makes_it_raise_anything_else_or_show_a_secret(config: dict[str, str]) -> None:
    """Whatever the values, the answer is settings or a list of problems, and no secret is in it."""
    secrets = {
        "jwtSecret": "jwt-marker-0123456789",
        "adminSecret": "adm-marker-01",
        "databasePassword": "p\x07w-marker",
    }
    try:
        settings = parse("dev", {**config, **secrets})
    except ProblemsError as error:
        shown = str(error)
    else:
        shown = repr(settings)
    assert "marker" not in shown

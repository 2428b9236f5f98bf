"""The environment contract: what Hasura gets, on both targets, from one table."""

from __future__ import annotations

from hasura.variables import FIXED, HASURA_VARIABLES, PREFIX
from infra.config.settings import parse
from infra.contract import CONTRACT, environment
from infra.secret import Secret
from tests.support.configurations import GOOD


def values(**changes: str) -> dict[str, str]:
    """Dev's environment, revealed."""
    return {v.name: v.reveal() for v in environment(parse("dev", {**GOOD, **changes}))}


def test_every_contract_name_is_hasuras_own() -> None:
    """The contract names no variable that Hasura does not read."""
    assert {PREFIX + row.name for row in CONTRACT} <= set(HASURA_VARIABLES)


def test_every_fixed_name_is_set_by_the_contract_or_refused() -> None:
    """A name that users may not set is one that the contract sets, or the admin secret's old name."""
    contract = {PREFIX + row.name for row in CONTRACT}
    assert set(FIXED) - contract == {PREFIX + "ACCESS_KEY"}


def test_secret_variables_carry_secrets() -> None:
    """A variable that Hasura's list calls secret has a masked value, and no other has."""
    for variable in environment(parse("dev", GOOD)):
        assert isinstance(variable.value, Secret) == HASURA_VARIABLES[variable.name].secret, variable.name


def test_dev_gets_the_values_a_developer_wants() -> None:
    """Console and developer's errors on, telemetry off, the listed log types."""
    env = values()
    assert env[PREFIX + "ENABLE_CONSOLE"] == "true"
    assert env[PREFIX + "ENABLE_TELEMETRY"] == "false"
    assert env[PREFIX + "ENABLED_LOG_TYPES"] == "startup, http-log, webhook-log, websocket-log, query-log"
    assert env[PREFIX + "JWT_SECRET"] == GOOD["jwtSecret"]
    assert env[PREFIX + "METADATA_DATABASE_URL"] == env[PREFIX + "DATABASE_URL"]


def test_empty_unauthorized_role_leaves_the_variable_out() -> None:
    """Hasura does not start with an empty unauthorized role, so none is passed."""
    assert PREFIX + "UNAUTHORIZED_ROLE" not in values()
    assert values(unauthorizedRole="anonymous")[PREFIX + "UNAUTHORIZED_ROLE"] == "anonymous"


def test_users_variable_replaces_the_contracts_value() -> None:
    """What may be changed is changed by naming it in config."""
    env = values(
        environment='{"HASURA_GRAPHQL_ENABLE_CONSOLE": "false", "HASURA_GRAPHQL_LOG_LEVEL": "debug"}'
    )
    assert env[PREFIX + "ENABLE_CONSOLE"] == "false"
    assert env[PREFIX + "LOG_LEVEL"] == "debug"


def test_names_are_sorted_and_unique() -> None:
    """The order is stable, so that an unchanged environment never looks changed."""
    names = [variable.name for variable in environment(parse("dev", GOOD))]
    assert names == sorted(set(names))


def test_every_difference_has_its_reason() -> None:
    """Where the two targets compute a value in different ways, the row says why."""
    assert [row.name for row in CONTRACT if row.docker is not row.azure and not row.reason] == []

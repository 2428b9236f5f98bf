"""Which secret of the vault each variable refers to."""

from __future__ import annotations

from infra.azure.vault_references import vault_secrets
from infra.contract import environment
from tests.support.configurations import prod_settings as settings


def test_one_secret_for_each_value() -> None:
    """Three secrets of the contract's, the user's own among them in the order of names."""
    found = vault_secrets(
        environment(settings(secretEnvironment='{"ACTION_KEY": "k"}', otherVariables='["ACTION_KEY"]'))
    )
    assert [(secret.name, len(secret.variables), secret.own) for secret in found] == [
        ("action-key", 1, True),
        ("hasura-graphql-admin-secret", 1, False),
        ("hasura-graphql-database-url", 2, False),
        ("hasura-graphql-jwt-secret", 1, False),
    ]


def test_every_secret_variable_refers_to_one() -> None:
    """No secret is left over to be a plain setting."""
    variables = environment(settings())
    referring = [name for secret in vault_secrets(variables) for name in secret.variables]
    assert sorted(referring) == [variable.name for variable in variables if variable.secret]

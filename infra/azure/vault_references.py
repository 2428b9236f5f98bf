"""Which secret of the vault each secret variable refers to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hasura.variables import PREFIX
from infra.config.azure.names import secret_name
from infra.contract import Variable
from infra.secret import Secret

# Hasura's metadata is in the same database as the data, so both variables have one secret and one rotation.
_SAME_SECRET = {f"{PREFIX}METADATA_DATABASE_URL": f"{PREFIX}DATABASE_URL"}


@dataclass(frozen=True)
class VaultSecret:
    """One secret of the vault.

    Attributes:
        name: Its name in the vault.
        variables: The variables that refer to it.
        own: Whether a user added it, and may take it away again.
    """

    name: str
    value: Secret
    variables: tuple[str, ...]
    own: bool


def vault_secrets(environment: Iterable[Variable]) -> tuple[VaultSecret, ...]:
    """One secret for each secret variable, in the order of the secrets' names."""
    secrets: dict[str, VaultSecret] = {}
    for variable in environment:
        if isinstance(variable.value, Secret):
            name = secret_name(_SAME_SECRET.get(variable.name, variable.name))
            sharing = secrets[name].variables if name in secrets else ()
            secrets[name] = VaultSecret(name, variable.value, (*sharing, variable.name), variable.own)
    return tuple(secrets[name] for name in sorted(secrets))

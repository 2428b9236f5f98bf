"""What a key vault does not take of the secrets that a user adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from infra.config.azure.names import secret_name
from infra.config.reader import ConfigReader
from infra.secret import Secret

_LONGEST = 25 * 1024


def check_secret_names(reader: ConfigReader, variables: Iterable[str]) -> None:
    """Names of secret variables that differ in case only would be one secret in the vault."""
    seen: dict[str, str] = {}
    for name in variables:
        other = seen.setdefault(secret_name(name), name)
        if other != name:
            path = f"secretEnvironment.{name}"
            reader.problem(path, f"is {other} to a key vault, which has no case", reader.remove(path))


def check_secret_sizes(reader: ConfigReader, secrets: Mapping[str, Secret]) -> None:
    """A key vault refuses a long value, after the network and the vault are made."""
    for path, secret in secrets.items():
        size = len(secret.reveal().encode())
        if secret.readable and size > _LONGEST:
            reason = f"has {size} bytes; a key vault takes {_LONGEST}"
            reader.problem(path, reason, reader.set("secretStore", "appSettings"))

"""The hosts of Azure's data planes and of its sign-in, which the emulator's proxy leads to the emulator.

No name server knows the made-up ones; only who goes through the proxy reaches any of them.
They are not under `localhost`, which a shell that has evaluated `./herm shell` does not ask a proxy for.
"""

from __future__ import annotations

VAULT_DOMAIN = "vault.rehearsal.test"
"""Key vaults are hosts under this name, as they are under vault.azure.net."""

STORAGE_DOMAIN = "core.rehearsal.test"
"""Storage accounts are hosts under blob. of this name, as they are under blob.core.windows.net."""

BLOB_DOMAIN = f"blob.{STORAGE_DOMAIN}"

SITE_DOMAIN = "azurewebsites.net"
"""Web apps are hosts under this name, at HTTPS's usual port: clients have their addresses from a stack."""

LOGIN_HOST = "login.microsoftonline.com"
"""Microsoft's Go library asks this very host whether another authority can be trusted."""


MANAGEMENT_HOST = "management.azure.com"
"""ARM by its public name: commands that are typed as a page gives them go there."""


def is_inner(host: str) -> bool:
    """Whether a host is the emulator."""
    inner = (f".{VAULT_DOMAIN}", f".{BLOB_DOMAIN}", f".{SITE_DOMAIN}")
    return host.endswith(inner) or host in (LOGIN_HOST, MANAGEMENT_HOST)

"""The made-up hosts of Azure's data planes: no name server knows them, the emulator's proxy does."""

from __future__ import annotations

VAULT_DOMAIN = "vault.localhost"
"""Key vaults are hosts under this name, as they are under vault.azure.net."""

SITE_DOMAIN = "azurewebsites.net"
"""Web apps are hosts under this name, at HTTPS's usual port: clients have their addresses from a stack."""

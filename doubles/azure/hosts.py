"""The made-up hosts of Azure's data planes: no name server knows them, the emulator's proxy does."""

from __future__ import annotations

VAULT_DOMAIN = "vault.localhost"
"""Key vaults are hosts under this name, as they are under vault.azure.net."""

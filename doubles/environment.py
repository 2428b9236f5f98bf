"""What clients of Azure need so that they meet the emulator and not Azure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from doubles.azure.hosts import BLOB_DOMAIN


@dataclass(frozen=True)
class Endpoint:
    """How to reach an emulator, and as whom: what it prints when it is ready.

    Attributes:
        principals: `client` (its id), `secret` and `object` (its object id) of each, by name.
        runner_token: With what a job proves to the emulated GitHub that it is one.
        admin_token: With what tests look inside.
        acting: The name of the principal that clients sign in as.
    """

    url: str
    proxy: str
    ca_file: str
    vault_suffix: str
    subscription: str
    tenant: str
    principals: dict[str, dict[str, str]]
    runner_token: str
    admin_token: str
    log: str
    pid: int
    acting: str = "deployer"

    def acting_as(self, name: str) -> Endpoint:
        """The same cloud for another principal: `owner`, `vaultAdministrator` or `deployer`."""
        return replace(self, acting=name)

    @property
    def client(self) -> str:
        """The id with which the acting principal signs in."""
        return self.principals[self.acting]["client"]

    @property
    def client_secret(self) -> str:
        """Its secret."""
        return self.principals[self.acting]["secret"]

    @property
    def object(self) -> str:
        """Its object id, by which roles are assigned to it."""
        return self.principals[self.acting]["object"]

    @classmethod
    def read(cls, text: str) -> Endpoint:
        """Read the emulator's line.

        Raises:
            TypeError: It is another line.
            ValueError: It is not JSON.
        """
        return cls(**json.loads(text))

    def line(self) -> str:
        """The line that `read` reads."""
        return json.dumps(asdict(self)) + "\n"


def client_environment(endpoint: Endpoint, state_dir: Path) -> dict[str, str]:
    """The environment of a client.

    `HTTPS_PROXY` is the emulator's own: only it knows the hosts of the vaults; every other host it passes on.

    Args:
        endpoint: The emulator.
        state_dir: Where az keeps its files for this rehearsal, apart from the user's own.
    """
    host = endpoint.url.removeprefix("https://")
    return {
        "HERM_REHEARSAL_URL": endpoint.url,
        # pulumi's azure-native provider, the real one and the double.
        "ARM_METADATA_HOSTNAME": host,
        "ARM_DISABLE_INSTANCE_DISCOVERY": "true",
        "ARM_SUBSCRIPTION_ID": endpoint.subscription,
        "ARM_TENANT_ID": endpoint.tenant,
        "ARM_CLIENT_ID": endpoint.client,
        "ARM_CLIENT_SECRET": endpoint.client_secret,
        # The Azure SDKs (azure-identity).
        "AZURE_SUBSCRIPTION_ID": endpoint.subscription,
        "AZURE_TENANT_ID": endpoint.tenant,
        "AZURE_CLIENT_ID": endpoint.client,
        "AZURE_CLIENT_SECRET": endpoint.client_secret,
        "AZURE_AUTHORITY_HOST": endpoint.url,
        # Where the accounts of state backends are: gocloud's azblob asks for it.
        "AZURE_STORAGE_DOMAIN": BLOB_DOMAIN,
        # az.
        "AZURE_CONFIG_DIR": str(state_dir / "az"),
        "AZURE_CORE_INSTANCE_DISCOVERY": "false",
        "AZURE_CORE_COLLECT_TELEMETRY": "false",
        "AZURE_CORE_SURVEY_MESSAGE": "false",
        # Whom to trust: Go and Python's ssl read the first, requests (az, the SDKs) the second.
        "SSL_CERT_FILE": endpoint.ca_file,
        "REQUESTS_CA_BUNDLE": endpoint.ca_file,
        # Where vaults are found.
        "HTTPS_PROXY": endpoint.proxy,
        "https_proxy": endpoint.proxy,
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }

"""What only stacks on Azure have: parsed with the rest of a stack's settings, and pure like them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from infra.config.azure.access.addresses import read_addresses
from infra.config.azure.access.domain import read_domain, refuse_closed
from infra.config.azure.access.private_endpoint import PrivateEndpointSettings, read_private_endpoint
from infra.config.azure.confirmed import Confirmed, read_confirmed
from infra.config.azure.database.settings import DatabaseSettings, read_database
from infra.config.azure.names import Names, check_slot_name, read_names, read_tags
from infra.config.azure.operation.notices import Notices, read_notices
from infra.config.azure.regions import read_region
from infra.config.azure.registry import read_registry
from infra.config.azure.sizes import read_tier
from infra.config.azure.tiers import Tier, TierName
from infra.config.reader import ConfigReader


@dataclass(frozen=True)
class AzureSettings:
    """Where and how the Web App runs.

    Attributes:
        overridden: The fields of the tier whose value is config's own.
        confirmed: What a person wants although herm would refuse it.
        creates_group: Whether the resource group is the stack's own; one that was there is left as it is.
        registry_id: Id of the registry of Azure's that the image is pulled from; "" for another one.
        uses_vault: Whether secrets are in a key vault, to which the app's settings refer.
        domain: A name of the API's own, bound to the app with a certificate; "" for Azure's alone.
        private_endpoint: The only way to the API, from inside a network; None where it is on the Internet.
        allowed_addresses: The ranges of addresses that may call; none where everybody may.
        role_seconds: After how long a role assignment is taken to be in force.
        protect_data: Whether Pulumi and Azure refuse to delete what holds data or secrets.
    """

    names: Names
    region: str
    tier_name: TierName
    tier: Tier
    overridden: frozenset[str]
    confirmed: Confirmed
    creates_group: bool
    registry_id: str
    database: DatabaseSettings
    uses_vault: bool
    slot: bool
    domain: str
    private_endpoint: PrivateEndpointSettings | None
    allowed_addresses: tuple[str, ...]
    notices: Notices
    role_seconds: int
    protect_data: bool
    tags: Mapping[str, str]

    @property
    def origin(self) -> str:
        """The origin at which browsers see the API, whatever else it is called."""
        return f"https://{self.host}"

    @property
    def host(self) -> str:
        """The name that Azure gives the app."""
        return f"{self.names.app}.azurewebsites.net"

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin of the API's own."""
        return (*([f"https://{self.domain}"] if self.domain else []), self.origin)

    @property
    def keeps_data(self) -> bool:
        """Whether the resource group holds what Pulumi must not delete."""
        return self.protect_data and (self.database.managed or self.uses_vault)


def read_azure_settings(reader: ConfigReader) -> AzureSettings:
    """The settings of stacks on Azure, and every problem in them."""
    uses_vault = reader.choice("secretStore", "keyVault", "appSettings") == "keyVault"
    if not uses_vault:
        reader.refuse("has no effect without a key vault", "vaultName")
    names, confirmed = read_names(reader), read_confirmed(reader)
    database = read_database(reader, names, confirmed)
    region, slot = read_region(reader), reader.boolean("slot")
    tier_name, tier, overridden = read_tier(reader, region, slot, confirmed)
    endpoint = read_private_endpoint(reader)
    domain, addresses = read_domain(reader), read_addresses(reader)
    if endpoint or addresses:
        refuse_closed(reader, domain, "privateEndpointSubnet" if endpoint else "allowedAddresses")
    if slot:
        check_slot_name(reader, names.app)
    return AzureSettings(
        names=names,
        region=region,
        tier_name=tier_name,
        tier=tier,
        overridden=overridden,
        confirmed=confirmed,
        creates_group=reader.boolean("createResourceGroup"),
        registry_id=read_registry(reader),
        database=database,
        uses_vault=uses_vault,
        slot=slot,
        domain=domain,
        private_endpoint=endpoint,
        allowed_addresses=addresses,
        notices=read_notices(reader),
        role_seconds=reader.integer("roleSeconds", 0, 1800),
        protect_data=reader.boolean("protectData"),
        tags=read_tags(reader),
    )

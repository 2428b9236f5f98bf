"""What only stacks on Azure have: parsed with the rest of a stack's settings, and pure like them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast
from urllib.parse import quote, urlsplit

from infra.config.azure.confirmed import Confirmed, read_confirmed
from infra.config.azure.database_sizes import DATABASE_FIELDS
from infra.config.azure.names import Names, check_slot_name, read_names, read_tags, secret_name
from infra.config.azure.operation.addresses import read_addresses
from infra.config.azure.operation.notices import read_notices
from infra.config.azure.overrides import setting_of
from infra.config.azure.regions import misspelling
from infra.config.azure.sizes import read_tier
from infra.config.azure.tiers import Tier, TierName
from infra.config.reader import ConfigReader
from infra.secret import Secret

DATABASE_ROLE = "hasura"
DATABASE_NAME = "hasura"
REQUIRED_EXTENSION = "PGCRYPTO"

_LONGEST_SECRET = 25 * 1024
_REGISTRY = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ContainerRegistry/registries/(?P<name>[^/]+)",
    re.IGNORECASE,
)
_REGION = re.compile(r"[a-z][a-z0-9]+")
_OF_MANAGED_DATABASE = (
    "databasePassword",
    "databaseVersion",
    "databaseExtensions",
    "serverName",
    "network",
    *(f"override.{setting_of(field)}" for field in DATABASE_FIELDS),
)
_PASSWORD_KINDS = ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")


@dataclass(frozen=True)
class AzureSettings:
    """Where and how the Web App runs.

    Attributes:
        overridden: The fields of the tier whose value is config's own.
        confirmed: What a person wants although herm would refuse it.
        creates_group: Whether the resource group is the stack's own; one that was there is left as it is.
        registry_id: Id of the registry of Azure's that the image is pulled from; "" for another one.
        database: `managed` is a flexible server of the stack's own, `external` a URL.
        network: `private` keeps a managed database inside a virtual network, `public` lets all of Azure in.
        database_extensions: What roles of the database may `CREATE EXTENSION`.
        uses_vault: Whether secrets are in a key vault, to which the app's settings refer.
        allowed_addresses: The ranges of addresses that may call; none where everybody may.
        role_seconds: After how long a role assignment is taken to be in force.
        alert_email: Who is told of alerts and of the budget; "" for nobody.
        monthly_budget: What a month may cost before they are told, in the bill's currency; 0 for any sum.
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
    database: Literal["managed", "external"]
    network: Literal["private", "public"]
    database_version: int
    database_extensions: tuple[str, ...]
    uses_vault: bool
    slot: bool
    allowed_addresses: tuple[str, ...]
    alert_email: str
    role_seconds: int
    monthly_budget: int
    protect_data: bool
    tags: Mapping[str, str]

    @property
    def origin(self) -> str:
        """The origin at which browsers see the API."""
        return f"https://{self.names.app}.azurewebsites.net"

    @property
    def keeps_data(self) -> bool:
        """Whether the resource group holds what Pulumi must not delete."""
        return self.protect_data and (self.database == "managed" or self.uses_vault)

    @property
    def database_host(self) -> str:
        """Host of the managed database; the name resolves to its private address inside the network."""
        return f"{self.names.server}.postgres.database.azure.com"


def read_azure_settings(reader: ConfigReader) -> AzureSettings:
    """The settings of stacks on Azure, and every problem in them."""
    database = _database(reader)
    uses_vault = reader.choice("secretStore", "keyVault", "appSettings") == "keyVault"
    if not uses_vault:
        reader.refuse("has no effect without a key vault", "vaultName")
    region, slot = _region(reader), reader.boolean("slot")
    confirmed = read_confirmed(reader)
    tier_name, tier, overridden = read_tier(reader, region, slot, confirmed)
    notices = read_notices(reader)
    extensions = {REQUIRED_EXTENSION} | {name.upper() for name in reader.names("databaseExtensions")}
    names = read_names(reader)
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
        registry_id=_registry(reader),
        database=database,
        network=cast("Literal['private', 'public']", reader.choice("network", "private", "public")),
        database_version=reader.integer("databaseVersion", 16, 18),
        database_extensions=tuple(sorted(extensions)),
        uses_vault=uses_vault,
        slot=slot,
        allowed_addresses=read_addresses(reader),
        role_seconds=reader.integer("roleSeconds", 0, 1800),
        alert_email=notices.email,
        monthly_budget=notices.budget,
        protect_data=reader.boolean("protectData"),
        tags=read_tags(reader),
    )


def read_database_url(reader: ConfigReader, azure: AzureSettings, password: Secret) -> Secret:
    """The database that Hasura uses on Azure; TLS is required either way."""
    if azure.database != "external":
        _check_password(reader, password)
        login = f"{DATABASE_ROLE}:{quote(password.reveal(), safe='')}"
        return Secret(f"postgres://{login}@{azure.database_host}:5432/{DATABASE_NAME}?sslmode=require")
    url = reader.secret("databaseUrl", "database is external, and Hasura needs its address")
    if not url.readable or not url.reveal().strip():
        return url
    if not url.reveal().startswith(("postgres://", "postgresql://")) or not host_of(url):
        reader.problem("databaseUrl", "is not an address like postgres://USER:PASSWORD@HOST:5432/NAME")
    elif "sslmode=" not in url.reveal():
        reader.problem("databaseUrl", "does not end with ?sslmode=require: passwords may travel unprotected")
    return url


def host_of(url: Secret) -> str:
    """The host of a database's address; "" when there is none in it."""
    try:
        return urlsplit(url.reveal()).hostname or ""
    except ValueError:
        return ""


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
        if secret.readable and size > _LONGEST_SECRET:
            reason = f"has {size} bytes; a key vault takes {_LONGEST_SECRET}"
            reader.problem(path, reason, reader.set("secretStore", "appSettings"))


def _database(reader: ConfigReader) -> Literal["managed", "external"]:
    """Which database; what only the other kind has is refused."""
    chosen = reader.choice("database", "managed", "external")
    if chosen == "external":
        reader.refuse("has no effect with an external database", *_OF_MANAGED_DATABASE)
        return "external"
    reader.refuse("has no effect with a managed database", "databaseUrl")
    return "managed"


def _check_password(reader: ConfigReader, password: Secret) -> None:
    """Azure refuses a weak administrator's password only after minutes of creating the server."""
    value = password.reveal()
    kinds = sum(1 for kind in _PASSWORD_KINDS if re.search(kind, value))
    if password.readable and value and (len(value) > 128 or kinds < 3):
        reader.problem(
            "databasePassword",
            "would be refused by Azure: 8 to 128 characters of three kinds among small letters, capitals, "
            "digits and others",
        )


def _region(reader: ConfigReader) -> str:
    region = reader.text("location")
    if meant := misspelling(region):
        reader.problem("location", f"is {region!r}; did you mean {meant}?", reader.set("location", meant))
    elif not _REGION.fullmatch(region):
        reader.problem("location", f"is {region!r}; Azure's names of regions are like westeurope")
    return region


def _registry(reader: ConfigReader) -> str:
    """The registry that the image is in; without it App Service would be refused the image after minutes."""
    path = reader.text("registryId")
    if not path:
        return ""
    found = _REGISTRY.fullmatch(path)
    if found is None:
        reader.problem("registryId", f"is {path!r}; it is what `az acr show --query id` prints")
    elif not reader.text("hasuraImage").startswith(f"{found['name'].lower()}.azurecr.io/"):
        reader.problem("registryId", f"is of a registry that herm:hasuraImage is not in: {found['name']}")
    return path

"""Key Vault references in app settings: what App Service makes of `@Microsoft.KeyVault(...)`."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import properties_of
from doubles.azure.services.keyvault import find_vault, may_use, versions_of
from doubles.azure.world import World

_REFERENCE = re.compile(r"^@Microsoft\.KeyVault\((.*)\)$", re.DOTALL)

_A_DAY = 86400
_DETAILS = {
    "Resolved": "Reference has been successfully resolved.",
    "InvalidSyntax": "Reference has invalid syntax.",
    "MSINotEnabled": "Reference was not able to be resolved because site Managed Identity not enabled.",
    "VaultNotFound": "Key Vault reference was not able to be resolved because the key vault was not found.",
    "SecretNotFound": "Reference was not able to be resolved because secret was not found.",
    "SecretVersionNotFound": "Reference was not able to be resolved because secret version was not found.",
    "AccessToKeyVaultDenied": "Access to Key Vault was denied. Check the identity's permissions.",
}


@dataclass(frozen=True, repr=False)
class Reference:
    """One reference, tried.

    Attributes:
        text: The reference as written.
        status: Azure's word for how it went.
        value: The secret's value, when it was read.
        pinned: Whether the reference names a version.
    """

    text: str
    status: str
    vault: str = ""
    secret: str = ""
    version: str = ""
    value: str | None = None
    pinned: bool = False
    identity: str = "SystemAssigned"

    @property
    def details(self) -> str:
        """A sentence about the status."""
        return _DETAILS[self.status]


def resolve(  # noqa: PLR0911 - one line for each of Azure's words
    world: World, app: ResourceId, value: str
) -> Reference | None:
    """Try a setting's reference as the app's identity; None when the setting is not a reference.

    Args:
        world: The emulated cloud.
        app: The app or slot.
        value: The setting's value.
    """
    found = _REFERENCE.match(value)
    if found is None:
        return None
    place = _place(found.group(1), world.vault_suffix)
    if place is None:
        return Reference(value, "InvalidSyntax")
    vault_name, secret_name, wanted = place
    identity, principal = _principal(world, app)

    def result(status: str, content: str | None = None, read: str = "") -> Reference:
        return Reference(
            value,
            status,
            vault_name,
            secret_name,
            read or wanted,
            content,
            pinned=bool(wanted),
            identity=identity,
        )

    vault = find_vault(world, vault_name)
    if principal is None:
        return result("MSINotEnabled")
    if vault is None:
        return result("VaultNotFound")
    if not may_use(world, vault, principal, "secrets/get", "secrets/getSecret/action"):
        return result("AccessToKeyVaultDenied")
    secret = parse(f"{vault.path}/secrets/{secret_name}")
    versions = versions_of(world, secret) if world.find(secret.key) else []
    if not versions:
        return result("SecretNotFound")
    chosen = next((one for one in versions if one["version"] == wanted), None)
    if chosen is None and wanted:
        return result("SecretVersionNotFound")
    chosen = chosen or versions[-1]
    return result("Resolved", chosen["value"], chosen["version"])


def fetched(world: World, app: ResourceId, settings: dict[str, str]) -> dict[str, Reference]:
    """What App Service knows of the references among an app's settings, by the settings' names.

    It asks the vault when a reference is new, when `forget` said so, and when a day has passed; a failure is
    kept as long as a success (learn.microsoft.com, "Use Key Vault references as app settings", Rotation).
    """
    known = world.store.get("references", app.key) or {}
    fresh = known.get("at", 0) + _A_DAY > world.now()
    kept = {name: Reference(**one) for name, one in known.get("read", {}).items()} if fresh else {}
    found = {}
    for name, value in settings.items():
        old = kept.get(name)
        one = old if old is not None and old.text == value else resolve(world, app, value)
        if one is not None:
            found[name] = one
    if found != kept:
        at = known["at"] if kept else world.now()
        read = {name: asdict(one) for name, one in found.items()}
        world.store.put("references", app.key, {"at": at, "read": read})
    return found


def forget(world: World, app: ResourceId) -> None:
    """Ask the vault again, when the references are needed next."""
    world.store.remove("references", app.key)


def _place(inside: str, suffix: str) -> tuple[str, str, str] | None:
    """Vault, secret and version (may be empty) of a reference's inside."""
    parts = dict(one.strip().split("=", 1) for one in inside.split(";") if "=" in one)
    if "SecretUri" in parts:
        uri = urlsplit(parts["SecretUri"])
        name, dot, domain = uri.netloc.partition(".")
        steps = uri.path.strip("/").split("/")
        if (
            uri.scheme != "https"
            or not dot
            or domain != suffix
            or steps[0] != "secrets"
            or len(steps) not in (2, 3)
        ):
            return None
        return name, steps[1], steps[2] if len(steps) == 3 else ""
    if {"VaultName", "SecretName"} <= parts.keys():
        return parts["VaultName"], parts["SecretName"], parts.get("SecretVersion", "")
    return None


def _principal(world: World, app: ResourceId) -> tuple[str, str | None]:
    """The identity that reads references, and its principal when the app has it."""
    site = world.find(app.key) or {}
    wanted = str(properties_of(site).get("keyVaultReferenceIdentity") or "SystemAssigned")
    identity = site.get("identity") or {}
    if wanted == "SystemAssigned":
        return wanted, identity.get("principalId")
    for path, one in (identity.get("userAssignedIdentities") or {}).items():
        if path.lower() == wanted.lower():
            return "UserAssigned", one["principalId"]
    return "UserAssigned", None

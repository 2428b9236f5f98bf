"""What of a stack is in Azure already, as its state tells: the facts that later changes depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.config.azure.registry import ACR_PULL

DATABASE_ZONE = ".private.postgres.database.azure.com"
"""How the name of a server's private zone ends; the server's own name comes first."""

_AZURE = "azure-native:"


@dataclass(frozen=True)
class DeployedServer:
    """The managed database server.

    Attributes:
        version: PostgreSQL's major version.
        private: Whether it is in a virtual network.
        administrator: The login name that it was made with.
        entra: Whether Microsoft Entra's administrators may sign in.
    """

    name: str
    version: int
    sku: str
    storage_gb: int
    backup_days: int
    geo_backup: bool
    high_availability: str
    private: bool
    administrator: str
    entra: bool = False


@dataclass(frozen=True)
class Deployed:
    """What there is; `None` and "" for what there is not, as before the first deployment.

    Attributes:
        hasura: The tag of Hasura's image.
        image: Its whole reference.
        first_server: The server that the private zone is named after; a restored server keeps that zone.
        verification_id: What DNS has to say of a name before Azure binds it to the app.
        domain: The name that is bound to the app.
        certified: The name that there is a certificate for.
        administrators: Who administers the server by Microsoft Entra: by their ids, kind and name.
        registry: The registry of Azure's that the app has the right to pull from.
        locked: Whether Azure refuses to delete what is on the server.
    """

    server: DeployedServer | None = None
    plan_sku: str = ""
    slot: bool = False
    hasura: str = ""
    first_server: str = ""
    verification_id: str = ""
    domain: str = ""
    certified: str = ""
    image: str = ""
    registry: str = ""
    administrators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    locked: bool = False


def read_deployed(resources: Iterable[Mapping[str, Any]]) -> Deployed:
    """Read the facts from a stack's resources.

    Args:
        resources: Each with its `type` and its `outputs`, as the engine keeps them.
    """
    every = [(str(one["type"]).removeprefix(_AZURE), one.get("outputs") or {}) for one in resources]
    found = dict(every)
    zones = [str(outputs.get("name") or "") for kind, outputs in every if kind == "privatedns:PrivateZone"]
    plan = found.get("web:AppServicePlan", {})
    server = found.get("dbforpostgresql:Server")
    return Deployed(
        server=_server(server) if server else None,
        plan_sku=str((plan.get("sku") or {}).get("name") or ""),
        slot="web:WebAppSlot" in found,
        # The engine tells resources in any order, and a private endpoint has a zone too.
        first_server=next(
            (zone.removesuffix(DATABASE_ZONE) for zone in zones if zone.endswith(DATABASE_ZONE)), ""
        ),
        verification_id=str(found.get("web:WebApp", {}).get("customDomainVerificationId") or ""),
        domain=str(found.get("web:WebAppHostNameBinding", {}).get("name") or "").rpartition("/")[2],
        certified=_certified(found.get("web:Certificate", {})),
        image=str(found.get("pulumi:pulumi:Stack", {}).get("image") or ""),
        registry=_registry(outputs for kind, outputs in every if kind == "authorization:RoleAssignment"),
        administrators={
            str(outputs["objectId"]): (str(outputs.get("principalType")), str(outputs.get("principalName")))
            for kind, outputs in every
            if kind == "dbforpostgresql:AdministratorsMicrosoftEntra" and "objectId" in outputs
        },
        locked="authorization:ManagementLockByScope" in found,
        hasura=str(found.get("pulumi:pulumi:Stack", {}).get("version") or ""),
    )


def _registry(rights: Iterable[Mapping[str, Any]]) -> str:
    pulling = (right for right in rights if str(right.get("roleDefinitionId")).endswith(ACR_PULL))
    return next((str(right.get("scope")) for right in pulling), "")


def _certified(outputs: Mapping[str, Any]) -> str:
    return str(outputs.get("canonicalName") or "") if outputs.get("thumbprint") else ""


def _server(outputs: Mapping[str, Any]) -> DeployedServer:
    backup, storage = outputs.get("backup") or {}, outputs.get("storage") or {}
    network = outputs.get("network") or {}
    return DeployedServer(
        name=str(outputs.get("name") or ""),
        version=int(outputs.get("version") or 0),
        sku=str((outputs.get("sku") or {}).get("name") or ""),
        storage_gb=int(storage.get("storageSizeGB") or 0),
        backup_days=int(backup.get("backupRetentionDays") or 0),
        geo_backup=backup.get("geoRedundantBackup") == "Enabled",
        high_availability=str((outputs.get("highAvailability") or {}).get("mode") or "Disabled"),
        private=bool(network.get("delegatedSubnetResourceId")),
        administrator=str(outputs.get("administratorLogin") or ""),
        entra=(outputs.get("authConfig") or {}).get("activeDirectoryAuth") == "Enabled",
    )

"""Web apps and their slots."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from doubles.azure.errors import ArmError, bad_request, conflict
from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.services.networks import networks
from doubles.azure.services.web import domains, site_state, swap
from doubles.azure.world import Answer, Resource, World, merged, stamp

_DEFAULTS = {
    "enabled": True,
    "reserved": False,
    "isXenon": False,
    "hyperV": False,
    "httpsOnly": False,
    "clientAffinityEnabled": True,
    "clientCertEnabled": False,
    "clientCertMode": "Required",
    "scmSiteAlsoStopped": False,
    "hostNamesDisabled": False,
    "redundancyMode": "None",
    "publicNetworkAccess": "Enabled",
    "storageAccountRequired": False,
    "keyVaultReferenceIdentity": "SystemAssigned",
    "containerSize": 0,
    "dailyMemoryTimeQuota": 0,
}

_SHOWN = {
    "linuxFxVersion",
    "alwaysOn",
    "http20Enabled",
    "numberOfWorkers",
    "minimumElasticInstanceCount",
    "acrUseManagedIdentityCreds",
    "functionAppScaleLimit",
}
"""The parts of the configuration that a plain read of an app includes."""


class Sites(Service):
    """Apps and slots share everything but their place."""

    created = 200

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Check what the app leans on, take its configuration apart, complete the rest."""
        given = properties_of(body)
        before = properties_of(old)
        config = given.pop("siteConfig", None)
        given = {**before, **{key: value for key, value in given.items() if value is not None}}
        host = host_name(rid)
        if old is None:
            for other, _ in [
                *world.all_of("microsoft.web/sites"),
                *world.all_of("microsoft.web/sites/slots"),
            ]:
                if host_name(other) == host:
                    raise conflict(f"Website with given name {rid.name} already exists.")
        if rid.parent is not None and not given.get("serverFarmId"):
            given["serverFarmId"] = properties_of(world.find(rid.parent.key)).get("serverFarmId")
        plan = world.find(str(given.get("serverFarmId") or ""))
        if plan is None:
            raise ArmError(404, "NotFound", f"Cannot find ServerFarm with name {given.get('serverFarmId')}.")
        resource = with_defaults(
            {**body, "kind": body.get("kind") or "app", "properties": {**given, "serverFarmId": plan["id"]}},
            _DEFAULTS,
        )
        resource = _with_identity(world, rid, old, resource)
        scm = host.replace(".", ".scm.", 1)
        fingerprint = hashlib.sha256(rid.key.encode()).hexdigest().upper()
        resource = with_properties(
            resource,
            state="Running",
            usageState="Normal",
            availabilityState="Normal",
            sku=plan["sku"]["tier"],
            defaultHostName=host,
            hostNames=[host],
            enabledHostNames=[host, scm],
            repositorySiteName=rid.name,
            resourceGroup=rid.group,
            customDomainVerificationId=fingerprint,
            outboundIpAddresses="20.0.0.1",
            possibleOutboundIpAddresses="20.0.0.1,20.0.0.2",
            lastModifiedTimeUtc=stamp(),
            hostNameSslStates=[
                {"name": name, "sslState": "Disabled", "hostType": kind}
                for name, kind in ((host, "Standard"), (scm, "Repository"))
            ],
        )
        if subnet := properties_of(resource).get("virtualNetworkSubnetId"):
            networks.join(world, subnet, plan["id"])
        if old is None:
            site_state.restart(world, rid, "created")
        if isinstance(config, dict):
            site_state.configure(world, rid, config)
        watched = ("keyVaultReferenceIdentity", "serverFarmId", "virtualNetworkSubnetId")
        moved = any(before.get(key) != properties_of(resource).get(key) for key in watched)
        if old is not None and (moved or old.get("identity") != resource.get("identity")):
            world.save(rid, {**old, **resource})
            site_state.restart(world, rid, "the app's own properties changed")
        return resource

    def show(self, world: World, rid: ResourceId, resource: Resource) -> Resource:
        """An app is read with the plain part of its configuration, never with its settings."""
        config = site_state.web_config(world, rid)
        config = {key: value for key, value in config.items() if key in _SHOWN}
        names = [*properties_of(resource)["hostNames"], *domains.names_of(world, rid)]
        return with_properties(resource, siteConfig=config, hostNames=names)

    def act(self, world: World, rid: ResourceId, action: str, body: Any) -> Answer | None:
        """Swap, restart, stop, start, and the publishing profile."""
        resource = world.find(rid.key) or {}
        if action == "slotsswap":
            return swap.swap(world, rid, body or {})
        if action == "restart":
            site_state.restart(world, rid, site_state.ASKED)
            return Answer(200)
        if action in ("start", "stop"):
            state = "Running" if action == "start" else "Stopped"
            world.save(rid, with_properties(resource, state=state))
            return Answer(200)
        if action == "publishxml":
            return Answer(200, _profile(host_name(rid)))
        return None

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Forget what the process of the app knew."""
        del resource
        world.store.remove("app", rid.key)
        world.store.remove("references", rid.key)


def host_name(rid: ResourceId) -> str:
    """The app's own host: a slot's name is joined to the app's with a dash."""
    name = rid.name if rid.parent is None else f"{rid.parent.name}-{rid.name}"
    if not 2 <= len(name or "") <= 60:
        raise bad_request(
            f"The site name '{name}' is invalid: it must have 2 to 60 characters.", "BadRequest"
        )
    return f"{(name or '').lower()}.azurewebsites.net"


def _profile(host: str) -> str:
    """The publishing profile that az reads; its password is no one's, basic publishing is not modelled."""
    entries = "".join(
        f'<publishProfile profileName="{host} - {method}" publishMethod="{method}" publishUrl="{url}" '
        f'userName="$rehearsal" userPWD="" destinationAppUrl="https://{host}" />'
        for method, url in (("MSDeploy", f"{host}:443"), ("FTP", f"ftps://{host}/site/wwwroot"))
    )
    return f"<publishData>{entries}</publishData>"


def _with_identity(world: World, rid: ResourceId, old: Resource | None, resource: Resource) -> Resource:
    """Give the app the principals of its identities."""
    identity = merged((old or {}).get("identity"), resource["identity"]) if resource.get("identity") else None
    if identity is None:
        identity = (old or {}).get("identity")
    if not identity:
        return {key: value for key, value in resource.items() if key != "identity"}
    kinds = str(identity.get("type", "None"))
    filled: dict[str, Any] = {"type": kinds}
    if "SystemAssigned" in kinds:
        seed = f"{world.account.tenant}{rid.key}"
        filled |= {"principalId": str(uuid.uuid5(uuid.NAMESPACE_URL, seed)), "tenantId": world.account.tenant}
    if "UserAssigned" in kinds:
        filled["userAssignedIdentities"] = {}
        for path in (
            resource.get("identity", {}).get("userAssignedIdentities") or identity["userAssignedIdentities"]
        ):
            found = world.find(path)
            if found is None:
                raise bad_request(f"The identity '{path}' was not found.", "FailedIdentityOperation")
            mine = properties_of(found)
            filled["userAssignedIdentities"][parse(path).path] = {
                "principalId": mine["principalId"],
                "clientId": mine["clientId"],
            }
    return {**resource, "identity": filled}

"""Names of a user's own that are bound to apps, and the certificates that Azure gives for them.

After learn.microsoft.com, "Map an existing custom DNS name" and "Add and manage TLS/SSL certificates". What
DNS has is an event of the emulator's. No certificate is made: none is ever shown to a caller.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from doubles.azure.errors import ArmError, bad_request, conflict
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_properties
from doubles.azure.services.web.plans import plan_of
from doubles.azure.world import Resource, World, stamp

DNS = "dns"
"""In the store: what DNS has for a name, by the record's type."""

BINDINGS = "microsoft.web/sites/hostnamebindings"
CERTIFICATES = "microsoft.web/certificates"


class HostNameBindings(Service):
    """A name of an app's: its records are looked for, and the certificate that it is to show."""

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Refuse a name that is not the caller's, or is another app's, or has no such certificate."""
        host, app = str(rid.name).lower(), world.find(rid.parent.key if rid.parent else "")
        if _tier(world, app) == "Free":
            raise conflict("Custom hostnames are not allowed for sites in the Free tier.")
        taken = [one for one, _ in bindings(world) if str(one.name).lower() == host and one.key != rid.key]
        if old is None and taken:
            raise conflict(f"Hostname '{host}' already exists. Please use another hostname.")
        _check_records(world, host, properties_of(app))
        given = properties_of(body)
        if given.get("sslState", "Disabled") != "Disabled":
            _check_certificate(world, host, str(given.get("thumbprint") or ""))
        return with_properties(body, hostNameType=given.get("hostNameType", "Verified"))


class Certificates(Service):
    """Managed certificates: for a name that is bound, and kept while it is shown."""

    slow = True
    created = 202

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Refuse a name that no app of the plan has; say what the certificate is."""
        given = properties_of(body)
        host, plan = str(given.get("canonicalName") or "").lower(), str(given.get("serverFarmId") or "")
        found = world.find(plan)
        if found is None:
            raise ArmError(404, "NotFound", f"Cannot find ServerFarm with name {plan}.")
        if found["sku"]["tier"] in ("Free", "Shared"):
            raise conflict(f"Certificates are not supported in the tier '{found['sku']['tier']}'.")
        if old is not None and properties_of(old)["canonicalName"] != given.get("canonicalName"):
            raise bad_request("Properties.CanonicalName cannot be changed.", "BadRequest")
        if not any(_is_on(world, one, plan) for one, _ in bindings(world) if str(one.name).lower() == host):
            raise bad_request(
                "Properties.CanonicalName is invalid.  Certificate creation requires hostname "
                f"{host} added to an App Service in the serverFarmId {plan}.",
                "BadRequest",
            )
        thumbprint = hashlib.sha1(rid.key.encode(), usedforsecurity=False).hexdigest().upper()
        return with_properties(body, thumbprint=thumbprint, hostNames=[host], issueDate=stamp())

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """Refuse to go while a name shows it."""
        del rid
        thumbprint = properties_of(resource)["thumbprint"]
        for one, binding in bindings(world):
            if properties_of(binding).get("thumbprint") == thumbprint:
                raise conflict(f"The certificate '{thumbprint}' is in use by the hostname '{one.name}'.")


def bindings(world: World) -> Iterator[tuple[ResourceId, Resource]]:
    """Every bound name."""
    return world.all_of(BINDINGS)


def names_of(world: World, app: ResourceId) -> list[str]:
    """The names that are bound to an app."""
    found = world.below(f"{app.key}/hostnamebindings")
    return [str(one.name).lower() for one, _ in found if one.type == BINDINGS]


def _check_records(world: World, host: str, app: dict[str, str]) -> None:
    wanted = {f"asuid.{host}": ("TXT", app["customDomainVerificationId"])}
    wanted[host] = ("CNAME", app["defaultHostName"])
    for name, (kind, value) in wanted.items():
        has = (world.store.get(DNS, name) or {}).get(kind, "")
        if str(has).lower() != value.lower():
            message = f"A {kind} record pointing from {name} to {value} was not found."
            raise bad_request(message, "BadRequest")


def _check_certificate(world: World, host: str, thumbprint: str) -> None:
    for _, one in world.all_of(CERTIFICATES):
        if properties_of(one)["thumbprint"] == thumbprint and host in properties_of(one)["hostNames"]:
            return
    raise ArmError(404, "NotFound", f"Certificate with thumbprint '{thumbprint}' was not found for '{host}'.")


def _tier(world: World, app: Resource | None) -> str:
    plan = plan_of(world, app) or {"sku": {"tier": ""}}
    return str(plan["sku"]["tier"])


def _is_on(world: World, binding: ResourceId, plan: str) -> bool:
    app = world.find(binding.parent.key if binding.parent else "")
    return str(properties_of(app).get("serverFarmId")).lower() == plan.lower()

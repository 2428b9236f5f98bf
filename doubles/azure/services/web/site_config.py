"""What lies under an app's `config`: always there, replaced as a whole, secrets only given to a POST."""

from __future__ import annotations

from typing import Any

from doubles.azure.access.decide import require
from doubles.azure.errors import ArmError, not_found
from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import Service, properties_of
from doubles.azure.services.web import references, site_state
from doubles.azure.shapes import shape_of
from doubles.azure.shapes.shape import Record
from doubles.azure.world import Answer, Call, Resource, World

_SECRET = {
    "appsettings",
    "connectionstrings",
    "metadata",
    "publishingcredentials",
    "azurestorageaccounts",
    "authsettings",
}
_MODELS = {
    "appsettings": "StringDictionary",
    "connectionstrings": "ConnectionStringDictionary",
    "metadata": "StringDictionary",
    "web": "SiteConfigResource",
    "logs": "SiteLogsConfig",
    "slotconfignames": "SlotConfigNamesResource",
}
"""`sites/config` is one type with a model for each name."""

_DEFAULTS: dict[str, Any] = {
    "slotconfignames": {
        "appSettingNames": None,
        "connectionStringNames": None,
        "azureStorageConfigNames": None,
    },
    "logs": {
        "applicationLogs": {"fileSystem": {"level": "Off"}},
        "httpLogs": {"fileSystem": {"retentionInMb": 35, "retentionInDays": 0, "enabled": False}},
        "failedRequestsTracing": {"enabled": False},
        "detailedErrorMessages": {"enabled": False},
    },
}


class SiteConfigs(Service):
    """The `config` resources of an app or slot."""

    created = 200

    def shape(self, name: str) -> Record | None:
        """The shape of the model for a name; a name without one takes what is sent."""
        model = _MODELS.get(name.lower())
        return shape_of(self.model[0], model) if model else None

    def find(self, world: World, rid: ResourceId) -> Resource | None:
        """The resource; every app has all of them."""
        app = rid.parent
        if app is None or rid.name is None or world.find(app.key) is None:
            return None
        found = world.find(rid.key)
        name = rid.name.lower()
        if found is not None:
            return {**found, "properties": site_state.web_config(world, app)} if name == "web" else found
        properties = site_state.web_config(world, app) if name == "web" else _DEFAULTS.get(name, {})
        kind = "Microsoft.Web/sites/config" if app.parent is None else "Microsoft.Web/sites/slots/config"
        return {"id": rid.path, "name": rid.name, "type": kind, "properties": dict(properties)}

    def readable(self, rid: ResourceId) -> bool:
        """What may hold secrets is not read by GET."""
        return (rid.name or "").lower() not in _SECRET

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Replace the whole; the app starts anew when it matters to it."""
        app, name = rid.parent, (rid.name or "").lower()
        if app is None:
            return body
        given = properties_of(body)
        if name == "web":
            site_state.configure(world, app, given)
        elif name == "appsettings":
            site_state.set_settings(world, app, {key: value or "" for key, value in given.items()})
        else:
            if name == "connectionstrings" and given != properties_of(old):
                site_state.restart(world, app, "the connection strings changed")
            site_state.keep(world, app, rid.name or "", given)
        return self.find(world, rid) or body

    def act(self, world: World, rid: ResourceId, action: str, body: Any) -> Answer | None:
        """Give what GET does not."""
        del body
        return Answer(200, self.find(world, rid)) if action == "list" else None


class PublishingPolicies(Service):
    """Whether a user name and password may publish, over FTP and over SCM."""

    created = 200

    def find(self, world: World, rid: ResourceId) -> Resource | None:
        """Every app has both; Azure's default is to allow."""
        if rid.parent is None or world.find(rid.parent.key) is None or rid.name not in ("ftp", "scm"):
            return None
        default = {
            "id": rid.path,
            "name": rid.name,
            "type": "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
            "properties": {"allow": True},
        }
        return world.find(rid.key) or default


def reference_statuses(world: World, call: Call) -> Answer:
    """How each Key Vault reference among the app's settings fares; never a value."""
    return Answer(200, {"value": _statuses(world, parse(call.names["app"])), "nextLink": None})


def refresh_references(world: World, call: Call) -> Answer:
    """Have the vault asked again, now.

    Raises:
        ArmError: The caller may not change the app's configuration, or there is no such app.
    """
    app = parse(call.names["app"])
    require(world, call.caller, app, f"{app.written_type}/config/write")
    if world.find(app.key) is None:
        raise not_found(app)
    site_state.refresh(world, app)
    return reference_statuses(world, call)


def reference_status(world: World, call: Call) -> Answer:
    """How one setting's reference fares.

    Raises:
        ArmError: The setting is not a reference.
    """
    name = call.names["name"]
    for one in _statuses(world, parse(call.names["app"])):
        if one["name"].lower() == name.lower():
            return Answer(200, one)
    raise ArmError(404, "NotFound", f"The app setting '{name}' is not a reference.")


def _statuses(world: World, app: ResourceId) -> list[dict[str, Any]]:
    if world.find(app.key) is None:
        raise ArmError(404, "ResourceNotFound", f"The site '{app.name}' was not found.")
    return [_status(app, key, found) for key, found in site_state.resolved(world, app).items()]


def _status(app: ResourceId, key: str, found: references.Reference) -> dict[str, Any]:
    return {
        "id": f"{app.path}/config/configreferences/appsettings/{key}",
        "name": key,
        "type": "Microsoft.Web/sites/config",
        "properties": {
            "reference": found.text,
            "status": found.status,
            "vaultName": found.vault,
            "secretName": found.secret,
            "secretVersion": found.version,
            "identityType": {"type": found.identity},
            "details": found.details,
            "source": "KeyVault",
            "activeVersion": found.version if found.status == "Resolved" else None,
        },
    }

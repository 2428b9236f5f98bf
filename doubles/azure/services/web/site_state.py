"""What an app runs with: its configuration, its settings, and when its process was last started."""

from __future__ import annotations

import time
from typing import Any

from doubles.azure.ids import ResourceId
from doubles.azure.services.base import properties_of
from doubles.azure.services.web import references, restrictions
from doubles.azure.world import Resource, World, merged, stamp, without_nulls

DEFAULT_CONFIG: dict[str, Any] = {
    "numberOfWorkers": 1,
    "linuxFxVersion": "",
    "netFrameworkVersion": "v4.6",
    "requestTracingEnabled": False,
    "httpLoggingEnabled": False,
    "detailedErrorLoggingEnabled": False,
    "logsDirectorySizeLimit": 35,
    "remoteDebuggingEnabled": False,
    "scmType": "None",
    "use32BitWorkerProcess": True,
    "webSocketsEnabled": False,
    "alwaysOn": False,
    "appCommandLine": "",
    "managedPipelineMode": "Integrated",
    "loadBalancing": "LeastRequests",
    "autoHealEnabled": False,
    "vnetRouteAllEnabled": False,
    "http20Enabled": True,
    "minTlsVersion": "1.2",
    "scmMinTlsVersion": "1.2",
    "ftpsState": "FtpsOnly",
    "publishingUsername": "REDACTED",
    "preWarmedInstanceCount": 0,
    "functionAppScaleLimit": 0,
    "minimumElasticInstanceCount": 0,
    "acrUseManagedIdentityCreds": False,
    "localMySqlEnabled": False,
    "scmIpSecurityRestrictionsUseMain": False,
}
ASKED = "asked to"
_LISTS = ("appSettings", "connectionStrings", "metadata")


def web_config(world: World, app: ResourceId) -> dict[str, Any]:
    """The app's `config/web`, with the service's defaults."""
    kept = properties_of(world.find(f"{app.key}/config/web"))
    return restrictions.shown({**DEFAULT_CONFIG, **kept})


def configure(world: World, app: ResourceId, changes: dict[str, Any]) -> None:
    """Change the app's configuration; lists of settings in it replace the settings, as they do in Azure."""
    before = web_config(world, app)
    plain = without_nulls({key: value for key, value in changes.items() if key not in _LISTS})
    after = {**before, **{key: merged(before.get(key), value) for key, value in plain.items()}}
    kept = restrictions.checked(after)
    keep(world, app, "web", kept)
    if changes.get("appSettings") is not None:
        settings = {one["name"]: one.get("value") or "" for one in changes["appSettings"]}
        set_settings(world, app, settings)
    if kept != restrictions.checked(before):
        restart(world, app, "the configuration changed")


def keep(world: World, app: ResourceId, name: str, properties: dict[str, Any]) -> Resource:
    """Store one of the app's `config` resources."""
    kind = "Microsoft.Web/sites/config" if app.parent is None else "Microsoft.Web/sites/slots/config"
    resource = {"id": f"{app.path}/config/{name}", "name": name, "type": kind, "properties": properties}
    world.store.put("resource", f"{app.key}/config/{name.lower()}", resource)
    return resource


def settings(world: World, app: ResourceId) -> dict[str, str]:
    """The app settings as they were written."""
    return properties_of(world.find(f"{app.key}/config/appsettings"))


def set_settings(world: World, app: ResourceId, values: dict[str, str]) -> None:
    """Replace all app settings; the app starts anew when they differ."""
    before = settings(world, app)
    keep(world, app, "appsettings", values)
    if values != before:
        restart(world, app, "the app settings changed")


def restart(world: World, app: ResourceId, reason: str) -> None:
    """Start the app's process. A change of configuration has the secrets behind its settings read again."""
    if reason != ASKED:
        references.forget(world, app)
    known = world.store.get("app", app.key) or {"restarts": -1}
    count = {"restarts": known["restarts"] + 1, "at": stamp(), "reason": reason, "started": time.time()}
    world.store.put("app", app.key, {**known, **count, "problem": ""})
    # The old container, if there is one, goes on serving until this one is healthy.
    starting = {"image": image_of(world, app), "environment": environment(world, app)}
    due = time.time() + world.operation_seconds
    known = world.store.get("app", app.key) or {}
    world.store.put("app", app.key, {**known, "starting": {**starting, "due": due}})


def image_of(world: World, app: ResourceId) -> str:
    """The image that the app's configuration names."""
    return str(web_config(world, app).get("linuxFxVersion") or "").removeprefix("DOCKER|")


def resolved(world: World, app: ResourceId) -> dict[str, references.Reference]:
    """How the references among the app's settings fare, by the settings' names."""
    return references.fetched(world, app, settings(world, app))


def refresh(world: World, app: ResourceId) -> None:
    """Read the secrets behind the settings again; the app starts anew when one is another."""
    before = environment(world, app)
    references.forget(world, app)
    if environment(world, app) != before:
        restart(world, app, "a secret changed")


def environment(world: World, app: ResourceId) -> dict[str, str]:
    """What the app's process has in its environment: settings with their references resolved.

    A reference that cannot be resolved stays in the environment as it is written, as App Service leaves it.
    """
    read = resolved(world, app)
    return {
        name: read[name].value or value if name in read else value
        for name, value in settings(world, app).items()
    }

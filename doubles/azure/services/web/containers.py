"""What runs for an app: the old container serves beside the new one until that one is healthy.

No container is started: a script says what each image would do, `_DEFAULT` for one that has none. A new
container that would not get healthy is started again and again, and the old one goes on serving, as App
Service has it (learn.microsoft.com, "Configure a custom container").
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from doubles.azure.ids import ResourceId, parse
from doubles.azure.services.base import properties_of
from doubles.azure.services.postgres import connections, roles
from doubles.azure.services.registries import not_given
from doubles.azure.world import World
from hasura.model import StartupError
from hasura.start.startup import start

_DEFAULT = {"version": "v2.50.3", "catalog": 48, "crashes": False, "pull": "", "api": ""}
_SERVERS = "microsoft.dbforpostgresql/flexibleservers"
_URL = "HASURA_GRAPHQL_DATABASE_URL"


@dataclass(frozen=True)
class Runs:
    """What an app has running.

    Attributes:
        serving: The container that answers, with its `image` and `environment`; None when none does.
        problem: Why the new container does not get healthy; "" when it has, or is still starting.
    """

    serving: dict[str, Any] | None
    problem: str


def script(world: World, image: str) -> dict[str, Any]:
    """What an image would do: its `version`, its metadata's `catalog` number, whether it `crashes`.

    `pull` is what its registry says instead of giving it, such as `toomanyrequests`; "" where it gives it.
    `api` is an address on this machine, whose metadata and SQL API is the container's; "" where it has none.
    """
    return {**_DEFAULT, **(world.store.get("image", image) or {})}


def settle(world: World) -> None:
    """Let the containers that are due take over, or fail again."""
    for key, known in list(world.store.items("app")):
        starting = known.get("starting")
        if starting is None or starting["due"] > time.time():
            continue
        problem = _problem(world, parse(key), starting)
        if problem:
            world.store.put("app", key, {**known, "problem": problem})
            continue
        server = _server(world, starting["environment"])
        if server is not None:
            world.store.put("catalog", server.key, script(world, starting["image"])["catalog"])
        world.store.put("app", key, {**known, "serving": starting, "starting": None, "problem": ""})


def runs(world: World, app: ResourceId) -> Runs:
    """What an app has running now: nothing, where its database takes fewer connections than are wanted."""
    known = world.store.get("app", app.key) or {}
    serving = known.get("serving")
    server = _server(world, serving["environment"]) if serving else None
    if server is not None and _too_many(world, server):
        return Runs(None, connections.REFUSED)
    return Runs(serving, known.get("problem") or "")


def _too_many(world: World, server: ResourceId) -> bool:
    host = str(properties_of(world.find(server.key)).get("fullyQualifiedDomainName"))
    return connections.opened(world, host) > connections.limit(world, server)


def log(world: World, app: ResourceId) -> list[str]:
    """What `az webapp log tail` shows: the container's output, where the app keeps it in its file system."""
    kept = properties_of(world.find(f"{app.key}/config/logs")).get("httpLogs") or {}
    if not (kept.get("fileSystem") or {}).get("enabled"):
        return []
    found = runs(world, app)
    return [*([f"started {found.serving['image']}"] if found.serving else []), found.problem]


def _problem(world: World, app: ResourceId, container: dict[str, Any]) -> str:
    """Why a container is not there, or ends right after its start; "" when it gets healthy."""
    image, environment = script(world, container["image"]), container["environment"]
    if refused := image["pull"] or not_given(world, app, container["image"]):
        return refused
    if image["crashes"]:
        return "the container exits"
    if _URL not in environment:
        return "Fatal Error: --database-url or --metadata-database-url is required"
    try:
        start(environment)
    except StartupError as error:
        return str(error)
    server = _server(world, environment)
    return "" if server is None else _refused(world, server, environment, image["catalog"])


def _refused(world: World, server: ResourceId, environment: dict[str, str], catalog: int) -> str:
    """Why the database, or what is in it, refuses this container."""
    address = urlsplit(environment[_URL])
    if not roles.lets_in(world, server, unquote(address.username or ""), unquote(address.password or "")):
        return f'password authentication failed for user "{address.username}"'
    if _too_many(world, server):
        return connections.REFUSED
    there = world.store.get("catalog", server.key) or 0
    if there <= catalog:
        return ""
    return (
        f"Expected source catalog version <= {catalog}, but the current version is {there}: "
        "downgrade the metadata first"
    )


def run_sql(world: World, container: dict[str, Any], sql: str) -> str:
    """Run SQL as the user that a container has signed in as; gives the database's refusal, or ""."""
    server = _server(world, container["environment"])
    if server is None:
        return "the emulator has no database there"
    user = unquote(urlsplit(container["environment"][_URL]).username or "")
    return roles.run(world, server, user, sql)


def _server(world: World, environment: dict[str, str]) -> ResourceId | None:
    """The flexible server that the environment's database is on; None for a database outside."""
    host = urlsplit(environment.get(_URL, "")).hostname or ""
    for rid, server in world.all_of(_SERVERS):
        if properties_of(server).get("fullyQualifiedDomainName") == host:
            return rid
    return None


def app_of(world: World, host: str) -> ResourceId | None:
    """The app or slot that has a host name."""
    for kind in ("microsoft.web/sites", "microsoft.web/sites/slots"):
        for rid, site in world.all_of(kind):
            if host in properties_of(site).get("hostNames", []):
                return parse(rid.path)
    return None

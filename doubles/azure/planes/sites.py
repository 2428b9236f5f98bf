"""The public side of a web app: what its serving container answers at `https://NAME.azurewebsites.net`.

A Hasura in a few lines: health, version, the refusal of who has no credentials, and which origins may call.
What a test lets answer on this machine for an image has its metadata and SQL API.
App Service answers in its place where the app's access restrictions do not let the caller in.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

import httpx

from doubles.azure.errors import ArmError
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import properties_of
from doubles.azure.services.web import containers, private_endpoints, restrictions, site_state
from doubles.azure.world import Answer, Call, World

CALLER = "203.0.113.10"
"""The address that requests come from, as App Service sees it, unless a test says another."""

_INSIDE = ipaddress.ip_network("10.0.0.0/8")
"""Who comes from here is in a network that a private endpoint may be in."""

_REFUSED = {
    "errors": [
        {
            "message": "x-hasura-admin-secret/x-hasura-access-key required, but not found",
            "extensions": {"path": "$", "code": "access-denied"},
        }
    ]
}
_NOT_FOUND = Answer(404, {"path": "$", "error": "resource does not exist", "code": "not-found"})
_UNAVAILABLE = Answer(503, b":( Application Error")
_FORBIDDEN = (
    b"<h1>Error 403 - Forbidden</h1><p>The web app you have attempted to reach has blocked your access"
)


def health(world: World, call: Call) -> Answer:
    """Whether the container that serves is healthy."""
    return _answered(world, call, lambda _: Answer(200, b"OK"))


def version(world: World, call: Call) -> Answer:
    """The version of the container that serves."""

    def answer(container: dict[str, Any]) -> Answer:
        found = containers.script(world, container["image"])["version"]
        return Answer(200, {"server_type": "ce", "version": found})

    return _answered(world, call, answer)


def graphql(world: World, call: Call) -> Answer:
    """A request for data, which without credentials is let in only where there is a role for it."""

    def answer(container: dict[str, Any]) -> Answer:
        is_open = "HASURA_GRAPHQL_UNAUTHORIZED_ROLE" in container["environment"]
        return Answer(200, {"data": {"__typename": "query_root"}} if is_open else _REFUSED)

    return _answered(world, call, answer)


def run_sql(world: World, call: Call) -> Answer:
    """SQL for the database, from who has the admin secret."""

    def answer(container: dict[str, Any]) -> Answer:
        if not _metadata_is_open(container):
            return _NOT_FOUND
        if api := containers.script(world, container["image"])["api"]:
            return _passed_on(api, call)
        secret = container["environment"].get("HASURA_GRAPHQL_ADMIN_SECRET")
        if call.headers.get("x-hasura-admin-secret") != secret:
            return Answer(401, {"path": "$", "error": "invalid admin secret", "code": "access-denied"})
        if call.body.get("type") != "run_sql":
            return Answer(400, {"path": "$", "error": "the emulator runs SQL alone", "code": "parse-failed"})
        refused = containers.run_sql(world, container, str(call.body["args"]["sql"]))
        if not refused:
            return Answer(200, {"result_type": "CommandOk", "result": None})
        internal = {"error": {"message": refused, "status_code": "42501"}}
        return Answer(
            400, {"code": "postgres-error", "error": "query execution failed", "internal": internal}
        )

    return _answered(world, call, answer)


def metadata(world: World, call: Call) -> Answer:
    """The metadata API, where the container's image has one on this machine and its settings open it."""

    def answer(container: dict[str, Any]) -> Answer:
        api = containers.script(world, container["image"])["api"]
        return _passed_on(api, call) if api and _metadata_is_open(container) else _NOT_FOUND

    return _answered(world, call, answer)


def _metadata_is_open(container: dict[str, Any]) -> bool:
    """Whether the settings open Hasura's API `metadata`, to which its SQL belongs."""
    apis = container["environment"].get("HASURA_GRAPHQL_ENABLED_APIS", "metadata")
    return "metadata" in apis.split(",")


def _passed_on(api: str, call: Call) -> Answer:
    """The answer of the API at an address on this machine."""
    secret = {"x-hasura-admin-secret": call.headers.get("x-hasura-admin-secret", "")}
    found = httpx.post(f"{api}{call.path}", content=call.content, headers=secret, timeout=60, trust_env=False)
    return Answer(found.status_code, found.json())


def preflight(world: World, call: Call) -> Answer:
    """A browser's question whether its origin may call."""
    return _answered(world, call, lambda _: Answer(204))


def _answered(world: World, call: Call, answer: Callable[[dict[str, Any]], Answer]) -> Answer:
    """What a caller gets: the container's answer, or App Service's own."""
    app = containers.app_of(world, call.host)
    if app is None:
        raise ArmError(404, "NotFound", f"404 Web Site not found: {call.host}")
    caller = str(world.store.get("caller", "address") or CALLER)
    if _is_closed(world, app, caller):
        return Answer(403, _FORBIDDEN)
    if not restrictions.let_in(site_state.web_config(world, app), caller):
        return Answer(403, _FORBIDDEN, {"x-ms-forbidden-ip": caller})
    container = containers.runs(world, app).serving if _is_on(world, app) else None
    return _UNAVAILABLE if container is None else _allowed(answer(container), container, call)


def _is_closed(world: World, app: ResourceId, caller: str) -> bool:
    """Whether only a private endpoint leads to the app, and the caller does not come that way."""
    if properties_of(world.find(app.key)).get("publicNetworkAccess") != "Disabled":
        return False
    inside = ipaddress.ip_address(caller) in _INSIDE
    return not (inside and private_endpoints.leads_to(world, app))


def _is_on(world: World, app: ResourceId) -> bool:
    return properties_of(world.find(app.key)).get("state") == "Running"


def _allowed(answer: Answer, container: dict[str, Any], call: Call) -> Answer:
    """The answer with the header that lets an origin in, where Hasura's setting has it."""
    origin = call.headers.get("origin", "")
    allowed = container["environment"].get("HASURA_GRAPHQL_CORS_DOMAIN", "*")
    if not origin or not (allowed == "*" or origin in [one.strip() for one in allowed.split(",")]):
        return answer
    headers = {**answer.headers, "Access-Control-Allow-Origin": origin}
    return Answer(answer.status, answer.body, headers)

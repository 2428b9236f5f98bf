"""The public side of a web app: what its serving container answers at `https://NAME.azurewebsites.net`.

A Hasura in a few lines: health, version, the refusal of who has no credentials, and which origins may call.
"""

from __future__ import annotations

from typing import Any

from doubles.azure.errors import ArmError
from doubles.azure.ids import ResourceId
from doubles.azure.services import containers
from doubles.azure.services.base import properties_of
from doubles.azure.world import Answer, Call, World

_REFUSED = {
    "errors": [
        {
            "message": "x-hasura-admin-secret/x-hasura-access-key required, but not found",
            "extensions": {"path": "$", "code": "access-denied"},
        }
    ]
}
_UNAVAILABLE = Answer(503, b":( Application Error")


def health(world: World, call: Call) -> Answer:
    """Whether the container that serves is healthy."""
    container = _serving(world, call)
    return _allowed(Answer(200, b"OK"), container, call) if container else _UNAVAILABLE


def version(world: World, call: Call) -> Answer:
    """The version of the container that serves."""
    container = _serving(world, call)
    if container is None:
        return _UNAVAILABLE
    found = containers.script(world, container["image"])["version"]
    return _allowed(Answer(200, {"server_type": "ce", "version": found}), container, call)


def graphql(world: World, call: Call) -> Answer:
    """A request for data, which without credentials is let in only where there is a role for it."""
    container = _serving(world, call)
    if container is None:
        return _UNAVAILABLE
    is_open = "HASURA_GRAPHQL_UNAUTHORIZED_ROLE" in container["environment"]
    return _allowed(
        Answer(200, {"data": {"__typename": "query_root"}} if is_open else _REFUSED), container, call
    )


def preflight(world: World, call: Call) -> Answer:
    """A browser's question whether its origin may call."""
    container = _serving(world, call)
    return _allowed(Answer(204), container, call) if container else _UNAVAILABLE


def _serving(world: World, call: Call) -> dict[str, Any] | None:
    app = containers.app_of(world, call.host)
    if app is None:
        raise ArmError(404, "NotFound", f"404 Web Site not found: {call.host}")
    return containers.runs(world, app).serving if _is_on(world, app) else None


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

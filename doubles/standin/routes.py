"""The addresses of the APIs and the console; those of a disabled API do not exist."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route, WebSocketRoute

from doubles.standin import limits
from doubles.standin.config_api import config, no_dump
from doubles.standin.console.pages import console_routes
from doubles.standin.engine import Engine
from doubles.standin.graphql.api import graphql
from doubles.standin.metadata import door
from doubles.standin.websocket.socket import serve_websocket

_GRAPHQL = ("/v1/graphql", "/v1alpha1/graphql")


def routes(engine: Engine) -> list[BaseRoute]:
    """What a server has beside its health and its version."""
    apis = engine.options.apis
    found: list[BaseRoute] = []
    if "graphql" in apis:
        found += [Route(path, graphql, methods=["POST"], max_body_size=limits.BODY) for path in _GRAPHQL]
        found += [WebSocketRoute(path, serve_websocket) for path in _GRAPHQL]
    if "config" in apis:
        found += [Route(path, config) for path in ("/v1alpha1/config", "/v1/config")]
    if "metadata" in apis:
        doors = {"/v1/metadata": door.metadata, "/v1/query": door.old_query, "/v2/query": door.query}
        for path, answer in doors.items():
            found.append(Route(path, answer, methods=["POST"], max_body_size=limits.ADMIN_BODY))
    if "pgdump" in apis:
        found.append(Route("/v1alpha1/pg_dump", no_dump, methods=["POST"]))
    if engine.options.console:
        found += console_routes()
    return found

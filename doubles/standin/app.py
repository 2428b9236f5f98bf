"""The addresses of the server; those of a disabled API do not exist."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from doubles.standin import limits
from doubles.standin.config_api import config, no_dump
from doubles.standin.console.pages import console_routes
from doubles.standin.engine import SERVER_TYPE, VERSION, Engine
from doubles.standin.graphql.api import graphql
from doubles.standin.http.cors import CorsMiddleware
from doubles.standin.http.framing import FramingMiddleware, too_large
from doubles.standin.http.log import HttpLogMiddleware
from doubles.standin.metadata import door
from doubles.standin.websocket.socket import serve_websocket

_GRAPHQL = ("/v1/graphql", "/v1alpha1/graphql")


def build_app(engine: Engine) -> Starlette:
    """The ASGI application of a server."""

    @asynccontextmanager
    async def background(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.ensure_future(engine.background())
        yield
        task.cancel()

    app = Starlette(
        routes=_routes(engine),
        middleware=[
            Middleware(HttpLogMiddleware, log=engine.log),
            Middleware(CorsMiddleware, policy=engine.options.cors),
            Middleware(FramingMiddleware),
        ],
        exception_handlers={
            HTTPException: _not_found,
            413: _too_large,
            500: _unexpected,
            ClientDisconnect: _gone,
        },
        lifespan=background,
    )
    app.state.engine = engine
    return app


def _routes(engine: Engine) -> list[BaseRoute]:
    apis = engine.options.apis
    routes: list[BaseRoute] = [Route("/healthz", _healthz), Route("/v1/version", _version)]
    if "graphql" in apis:
        routes += [Route(path, graphql, methods=["POST"], max_body_size=limits.BODY) for path in _GRAPHQL]
        routes += [WebSocketRoute(path, serve_websocket) for path in _GRAPHQL]
    if "config" in apis:
        routes += [Route(path, config) for path in ("/v1alpha1/config", "/v1/config")]
    if "metadata" in apis:
        doors = {"/v1/metadata": door.metadata, "/v1/query": door.old_query, "/v2/query": door.query}
        for path, answer in doors.items():
            routes.append(Route(path, answer, methods=["POST"], max_body_size=limits.ADMIN_BODY))
    if "pgdump" in apis:
        routes.append(Route("/v1alpha1/pg_dump", no_dump, methods=["POST"]))
    if engine.options.console:
        routes += console_routes()
    return routes


async def _healthz(request: Request) -> Response:
    """Healthy while the database answers; with `strict=true` only while the metadata is consistent, too."""
    engine: Engine = request.app.state.engine
    if not await engine.healthy():
        return PlainTextResponse("ERROR", 500)
    if engine.metadata.is_consistent:
        return PlainTextResponse("OK")
    if request.query_params.get("strict") == "true":
        return PlainTextResponse("ERROR: inconsistent objects in schema", 500)
    return PlainTextResponse("WARN: inconsistent objects in schema")


async def _version(_: Request) -> Response:
    return JSONResponse({"server_type": SERVER_TYPE, "version": VERSION})


async def _not_found(_: Request, __: Exception) -> Response:
    return JSONResponse({"path": "$", "error": "resource does not exist", "code": "not-found"}, 404)


async def _too_large(request: Request, _: Exception) -> Response:
    return too_large(request.scope)


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # nobody reads it, the log does


async def _unexpected(_: Request, __: Exception) -> Response:
    return JSONResponse({"path": "$", "error": "internal error", "code": "unexpected"}, 500)

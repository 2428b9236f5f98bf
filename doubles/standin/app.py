"""The application: health and version at once, everything else as soon as it is loaded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import Receive, Scope, Send

from doubles.standin.engine import SERVER_TYPE, VERSION, Engine
from doubles.standin.http.cors import CorsMiddleware
from doubles.standin.http.framing import FramingMiddleware, too_large
from doubles.standin.http.log import HttpLogMiddleware


def build_app(engine: Engine) -> Starlette:
    """The ASGI application of a server."""

    @asynccontextmanager
    async def background(app: Starlette) -> AsyncIterator[None]:
        app.state.all = asyncio.ensure_future(asyncio.to_thread(load, engine))
        task = asyncio.ensure_future(engine.background())
        yield
        task.cancel()

    app = Starlette(
        routes=[*_first(), Mount("", _all)],
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


def _first() -> list[BaseRoute]:
    return [Route("/healthz", _healthz), Route("/v1/version", _version)]


async def _all(scope: Scope, receive: Receive, send: Send) -> None:
    """Every address; who asks for another one while those are loaded waits."""
    router = await asyncio.shield(scope["app"].state.all)
    await router(scope, receive, send)


def load(engine: Engine) -> Router:
    """What answers at every address, and all that it needs."""
    from doubles.standin.routes import routes  # noqa: PLC0415 - a third of a start: healthy first

    # The first ones too: whoever asks them by another method comes here, and is told which they have.
    return Router([*_first(), *routes(engine)])


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

"""The addresses of the metadata API: for the admin alone, whose bodies may be as large as seeds are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from doubles.standin.engine import Engine
from doubles.standin.graphql.api import admin_only
from doubles.standin.metadata.errors import ApiError
from hasura.formats.json_text import decode_json

# `/v1/query` took every command once; clients still ask it for these.
_OF_METADATA = {"export_metadata", "get_inconsistent_metadata", "reload_metadata", "replace_metadata"}


async def metadata(request: Request) -> Response:
    """`/v1/metadata`."""
    return await answer_admin(request, lambda engine, body: engine.metadata.metadata(body))


async def query(request: Request) -> Response:
    """`/v2/query`."""
    return await answer_admin(request, lambda engine, body: engine.metadata.query(body))


async def old_query(request: Request) -> Response:
    """`/v1/query`: what `/v2/query` takes, and the metadata as a whole."""

    async def either(engine: Engine, body: Any) -> Any:
        kind = body.get("type") if isinstance(body, dict) else None
        api = engine.metadata
        return await (api.metadata(body) if kind in _OF_METADATA else api.query(body))

    return await answer_admin(request, either)


async def answer_admin(request: Request, run: Callable[[Engine, Any], Awaitable[Any]]) -> Response:
    """What a function answers to the admin's body, or its refusal; others are refused unread."""
    refusal = admin_only(request)
    if refusal is not None:
        return refusal
    engine: Engine = request.app.state.engine
    try:
        return JSONResponse(await run(engine, _parsed(await request.body())))
    except ApiError as error:
        failed = error
    except RecursionError:
        failed = ApiError("parse-failed", "the request is nested too deeply", "$")
    except psycopg.OperationalError:
        failed = ApiError("postgres-error", "connection error", "$", status=500)
    except psycopg.Error as error:
        failed = ApiError("postgres-error", "postgres query error", "$", internal=str(error))
    # Without `internal`: it holds statements, and those hold data.
    request.scope["herm"]["error"] = {k: v for k, v in failed.body().items() if k != "internal"}
    return JSONResponse(failed.body(), failed.status)


def _parsed(body: bytes) -> Any:
    try:
        return decode_json(body)
    except ValueError:
        raise ApiError("invalid-json", "invalid json", "$") from None

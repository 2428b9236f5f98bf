"""GraphQL over HTTP: who asks is decided first, then the body is read, then the operation runs."""

from __future__ import annotations

from typing import Any

from anyio import WouldBlock
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from doubles.standin import limits
from doubles.standin.engine import Engine
from doubles.standin.graphql.body import parse_body
from doubles.standin.graphql.schema import GraphQLRequest, QueryError, run
from hasura.model import Accepted, Refused
from hasura.request.wire import answer, api_body

_BUSY = Refused(503, "busy", f"more than {limits.REQUESTS} requests are worked on")


async def graphql(request: Request) -> Response:
    """Answer a query or a batch of them; `/v1/graphql` says 200 whatever happens, the older address 400."""
    engine: Engine = request.app.state.engine
    decision = engine.decide(request.headers.items())
    if isinstance(decision, Refused):
        return refuse(request, decision)
    request.scope["herm"]["role"] = decision.role
    body = await request.body()
    try:
        engine.requests.acquire_on_behalf_of_nowait(request)
    except WouldBlock:
        return refuse(request, _BUSY)
    try:
        return await engine.work(_answer, request, body)
    finally:
        engine.requests.release_on_behalf_of(request)


def _answer(request: Request, body: bytes) -> Response:
    try:
        parsed = parse_body(body)
        if isinstance(parsed, list):
            request.scope["herm"]["mode"] = "batched"
            most_tokens = limits.TOKENS // max(len(parsed), 1)
            return _json([_entry(request, entry, most_tokens) for entry in parsed])
        request.scope["herm"]["mode"] = "single"
        return _json({"data": _run(request, parsed, limits.TOKENS)})
    except QueryError as error:
        return _failed(request, error)


def admin_only(request: Request) -> Response | None:
    """The refusal of a request that is not the admin's; None for the admin's."""
    engine: Engine = request.app.state.engine
    decision = engine.decide(request.headers.items())
    if isinstance(decision, Accepted):
        request.scope["herm"]["role"] = decision.role
        if decision.role == "admin":
            return None
        decision = Refused(400, "access-denied", "restricted access : admin only")
    return refuse(request, decision)


def refuse(request: Request, refused: Refused) -> Response:
    """The answer of a refusal at the request's address."""
    request.scope["herm"]["error"] = api_body(refused)
    request.scope["herm"]["mode"] = "error"
    status, body = answer(request.url.path, refused)
    return _json(body, status)


def _entry(request: Request, entry: GraphQLRequest, most_tokens: int) -> dict[str, Any]:
    try:
        return {"data": _run(request, entry, most_tokens)}
    except QueryError as error:
        return {"errors": [error.body()]}


def _run(request: Request, parsed: GraphQLRequest, most_tokens: int) -> dict[str, Any]:
    engine: Engine = request.app.state.engine
    log_query(engine, parsed, request.scope["herm"]["request_id"])
    return run(parsed, most_tokens)


def log_query(engine: Engine, request: GraphQLRequest, request_id: str) -> None:
    """One `query-log` line, without the variables: they are the user's data."""
    query = {"operationName": request.operation_name, "query": request.query}
    detail = {"kind": "introspection", "request_id": request_id, "query": query, "generated_sql": None}
    engine.log.write("query-log", detail)


def _failed(request: Request, error: QueryError) -> Response:
    request.scope["herm"]["mode"] = "error"
    request.scope["herm"]["error"] = {"path": error.path, "error": error.message, "code": error.code}
    return _json({"errors": [error.body()]}, 200 if request.url.path == "/v1/graphql" else 400)


def _json(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status, media_type="application/json; charset=utf-8")

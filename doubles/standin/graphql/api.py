"""GraphQL over HTTP: who asks is decided first, then the body is read, then the operation runs."""

from __future__ import annotations

from typing import Any

from anyio import WouldBlock
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from doubles.standin import limits
from doubles.standin.engine import Engine
from doubles.standin.graphql.answer import answer_operation, encoded, log_query, refusal_in
from doubles.standin.graphql.body import parse_body
from doubles.standin.graphql.request import GraphQLRequest, QueryError
from hasura.model import Accepted, Refused
from hasura.request.wire import answer, api_body

_MEDIA_TYPE = "application/json; charset=utf-8"
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
        return await _answer(request, decision, body)
    finally:
        engine.requests.release_on_behalf_of(request)


async def _answer(request: Request, user: Accepted, body: bytes) -> Response:
    engine: Engine = request.app.state.engine
    try:
        parsed = parse_body(body) if len(body) < limits.SMALL else await engine.work(parse_body, body)
        if isinstance(parsed, list):
            request.scope["herm"]["mode"] = "batched"
            return _raw(await _batch(request, user, parsed))
        request.scope["herm"]["mode"] = "single"
        answered = await _run(request, user, parsed, limits.TOKENS)
        if error := refusal_in(answered):
            return _failed(request, error, answered)
        return _raw(answered)
    except QueryError as error:
        return _failed(request, error, encoded({"errors": [error.body()]}))


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


async def _batch(request: Request, user: Accepted, entries: list[GraphQLRequest]) -> bytes:
    most_tokens, answers, size = limits.TOKENS // max(len(entries), 1), [], 0
    for entry in entries:
        try:
            answered = await _run(request, user, entry, most_tokens)
        except QueryError as error:
            answered = encoded({"errors": [error.body()]})
        answers.append(answered)
        size += len(answered)
        if size > limits.ANSWER:
            raise QueryError(f"the answers have more than {limits.ANSWER} bytes", code="unexpected")
    return b"[" + b",".join(answers) + b"]"


async def _run(request: Request, user: Accepted, entry: GraphQLRequest, most_tokens: int) -> bytes:
    engine: Engine = request.app.state.engine
    log_query(engine, entry, request.scope["herm"]["request_id"])
    operation = await engine.operation(entry, most_tokens)
    return await answer_operation(engine, entry, operation, user)


def _failed(request: Request, error: QueryError, body: bytes) -> Response:
    request.scope["herm"]["mode"] = "error"
    request.scope["herm"]["error"] = {"path": error.path, "error": error.message, "code": error.code}
    return _raw(body, 200 if request.url.path == "/v1/graphql" else 400)


def _raw(body: bytes, status: int = 200) -> Response:
    return Response(body, status, media_type=_MEDIA_TYPE)


def _json(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status, media_type=_MEDIA_TYPE)

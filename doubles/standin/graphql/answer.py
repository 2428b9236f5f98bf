"""What an operation is answered: from the tables where some are tracked, else by the empty schema."""

from __future__ import annotations

import json
from typing import Any

from graphql import OperationType

from doubles.standin.engine import Engine
from doubles.standin.graphql.introspection import asks_for_schema, introspection
from doubles.standin.graphql.operation import Operation
from doubles.standin.graphql.request import GraphQLRequest, QueryError
from doubles.standin.graphql.schema import run
from hasura.model import Accepted

_ERRORS = b'{"errors"'


async def answer_operation(
    engine: Engine, request: GraphQLRequest, operation: Operation, user: Accepted
) -> bytes:
    """The body for one operation, `{"data": ...}` or `{"errors": ...}`.

    Raises:
        QueryError: It is not run.
    """
    if not engine.queries.serving:
        return encoded({"data": await engine.work(run, request, operation)})
    if operation.kind is OperationType.SUBSCRIPTION:
        reason = "subscriptions are not supported over HTTP, use websockets instead"
        raise QueryError(reason, code="not-supported")
    if operation.kind is OperationType.MUTATION:
        return await engine.queries.ask(request, user, safe=False)
    asked = None
    if asks_for_schema(request) and engine.queries.may_subscribe(user):
        asked = await engine.work(introspection, request)
    body = await engine.queries.ask(asked.request if asked else request, user, safe=True)
    return await engine.work(asked.answer, body) if asked else body


def refusal_in(body: bytes) -> QueryError | None:
    """The error that a body tells first; None when it has data."""
    if not body.startswith(_ERRORS):
        return None
    first = json.loads(body)["errors"][0]
    told = first.get("extensions") or {}
    return QueryError(first["message"], told.get("path", "$"), told.get("code", "unexpected"))


def log_query(engine: Engine, request: GraphQLRequest, request_id: str) -> None:
    """One `query-log` line, without the variables: they are the user's data."""
    query = {"operationName": request.operation_name, "query": request.query}
    kind = "database" if engine.queries.serving else "introspection"
    detail = {"kind": kind, "request_id": request_id, "query": query, "generated_sql": None}
    engine.log.write("query-log", detail)


def encoded(content: Any) -> bytes:
    """JSON as it is sent."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

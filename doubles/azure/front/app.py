"""The ASGI application: one request is one transaction, and the gate stands before it."""

from __future__ import annotations

import json
import time
import uuid

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from doubles.azure import operations
from doubles.azure.errors import ArmError
from doubles.azure.front.connections import Connections
from doubles.azure.front.routes import route
from doubles.azure.planes.inspection import PREFIX
from doubles.azure.services.web import containers
from doubles.azure.world import Answer, Call, World


class Emulator:
    """The application."""

    def __init__(self, world: World, connections: Connections) -> None:
        self.world = world
        self.connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        call = _call(request, await request.body())
        if call.path.startswith(PREFIX):
            await _response(self._answer(call))(scope, receive, send)
            return
        began, at = time.monotonic(), time.time()
        fault = self.world.gate.faults.next(call.method, call.path)
        answer = self._refused(fault) or self._answer(call)
        cut = fault in ("drop", "lost")
        self.world.gate.record(
            {
                "time": at,
                "method": call.method,
                "host": call.headers.get("host", ""),
                "path": call.path,
                "apiVersion": call.query.get("api-version"),
                "status": 0 if cut else answer.status,
                "fault": fault,
                "ms": round((time.monotonic() - began) * 1000, 2),
                "client": call.headers.get("user-agent", "").split(" ")[0],
            }
        )
        if cut:
            self.connections.cut(scope["client"])
            return
        await _response(answer)(scope, receive, send)

    def _refused(self, fault: str | None) -> Answer | None:
        """What a request gets that is not looked at; None when it is."""
        if fault in ("500", "429"):
            return self._failure(int(fault))
        if fault == "drop":
            return Answer(0)
        return self._failure(429) if self.world.gate.throttle.refuses() else None

    def _failure(self, status: int) -> Answer:
        if status == 429:
            error = {
                "code": "TooManyRequests",
                "message": "The request is being throttled. Please try again later.",
            }
            return Answer(429, {"error": error}, operations.pause(self.world))
        error = {"code": "InternalServerError", "message": "The server encountered an internal error."}
        return Answer(status, {"error": error})

    def _answer(self, call: Call) -> Answer:
        try:
            operations.settle(self.world)
            containers.settle(self.world)
            answer = route(self.world, call)
            self.world.store.commit()
        except ArmError as refusal:
            self.world.store.rollback()
            return Answer(refusal.status, refusal.content(), refusal.headers)
        except Exception as problem:
            self.world.store.rollback()
            self.world.gate.record({"time": time.time(), "problem": repr(problem), "path": call.path})
            raise
        return answer


def _call(request: Request, content: bytes) -> Call:
    host = request.headers.get("host", "").partition(":")[0]
    path = "/" + request.scope["path"].strip("/")
    return Call(request.method, host, path, dict(request.query_params), request.headers, content)


def _response(answer: Answer) -> Response:
    headers = {"x-ms-request-id": str(uuid.uuid4()), "Cache-Control": "no-cache", **answer.headers}
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    if isinstance(answer.body, str):
        return Response(answer.body, status_code=answer.status, headers=headers, media_type="application/xml")
    if isinstance(answer.body, bytes):
        return Response(answer.body, status_code=answer.status, headers=headers)
    return Response(
        json.dumps(answer.body), status_code=answer.status, headers=headers, media_type="application/json"
    )

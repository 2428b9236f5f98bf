"""The ASGI application: one door for ARM, login, vaults and inspection."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from doubles.azure import arm, inspection, login, operations, vault_plane
from doubles.azure.connections import Connections
from doubles.azure.errors import ArmError
from doubles.azure.gate import Gate
from doubles.azure.world import Answer, Call, World


class Emulator:
    """The application."""

    def __init__(self, world: World, gate: Gate, connections: Connections) -> None:
        self.world = world
        self.gate = gate
        self.connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        text = (await request.body()).decode("utf-8", "replace")
        began, at = time.monotonic(), time.time()
        inner = request.url.path.startswith("/_rehearsal/")
        fault = None if inner else self.gate.faults.next(request.method, request.url.path)
        answer = self._answer(request, text, fault, inner=inner)
        if not inner:
            self.gate.record(
                {
                    "time": at,
                    "method": request.method,
                    "host": request.headers.get("host", ""),
                    "path": request.url.path,
                    "apiVersion": request.query_params.get("api-version"),
                    "status": answer.status if fault not in ("drop", "lost") else 0,
                    "fault": fault,
                    "ms": round((time.monotonic() - began) * 1000, 2),
                    "client": request.headers.get("user-agent", "").split(" ")[0],
                }
            )
        if fault in ("drop", "lost"):
            self.connections.cut(scope["client"])
            return
        await _response(answer)(scope, receive, send)

    def _answer(self, request: Request, text: str, fault: str | None, *, inner: bool) -> Answer:
        if fault in ("500", "429"):
            return _failure(int(fault))
        if fault == "drop":
            return Answer(0)
        if not inner and self.gate.throttle.refuses():
            return _failure(429)
        try:
            operations.settle(self.world)
            answer = self._route(request, text)
            self.world.store.commit()
        except ArmError as refusal:
            self.world.store.rollback()
            return Answer(refusal.status, refusal.body(), refusal.headers)
        except Exception as problem:
            self.world.store.rollback()
            self.gate.record({"time": time.time(), "problem": repr(problem), "path": request.url.path})
            raise
        return answer

    def _route(self, request: Request, text: str) -> Answer:
        world, path = self.world, request.url.path
        query = dict(request.query_params)
        host = request.headers.get("host", "")
        parts = path.strip("/").split("/")
        if host.endswith("." + world.vault_suffix):
            if "authorization" not in request.headers:
                raise vault_plane.challenge(world)
            return vault_plane.answer(world, host.split(".")[0], self._call(request, text))
        if parts[0] == "_rehearsal":
            token = request.headers.get(inspection.TOKEN_HEADER, "")
            return inspection.answer(world, self.gate, request.method, parts[1], query, _json(text), token)
        if parts == ["metadata", "endpoints"]:
            described = login.metadata(world)
            old = query.get("api-version", "").startswith(("2015", "2018", "2019"))
            return Answer(200, [described] if old else described)
        if parts[-1] == "openid-configuration" and len(parts) >= 3:
            return Answer(200, login.openid(world, parts[0], "/v2.0" if "v2.0" in parts else ""))
        if len(parts) in (3, 4) and parts[1] == "oauth2" and parts[-1] == "token":
            return login.token(world, parts[0], text)
        return arm.answer(world, self._call(request, text))

    def _call(self, request: Request, text: str) -> Call:
        caller = self.world.account.caller(request.headers.get("authorization"))
        return Call(request.method, request.url.path, dict(request.query_params), _json(text), caller)


def _json(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise ArmError(400, "InvalidRequestContent", "The request content is not valid JSON.") from None


def _failure(status: int) -> Answer:
    if status == 429:
        error = {
            "code": "TooManyRequests",
            "message": "The request is being throttled. Please try again later.",
        }
        return Answer(429, {"error": error}, {"Retry-After": "1", "x-ms-retry-after-ms": "300"})
    error = {"code": "InternalServerError", "message": "The server encountered an internal error."}
    return Answer(status, {"error": error})


def _response(answer: Answer) -> Response:
    headers = {"x-ms-request-id": str(uuid.uuid4()), "Cache-Control": "no-cache", **answer.headers}
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    if isinstance(answer.body, str):
        return Response(answer.body, status_code=answer.status, headers=headers, media_type="application/xml")
    return Response(
        json.dumps(answer.body), status_code=answer.status, headers=headers, media_type="application/json"
    )

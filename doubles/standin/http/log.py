"""One `http-log` line for each request, and the request's id in its answer."""

from __future__ import annotations

import time
import uuid
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from doubles.standin.log import Log


class HttpLogMiddleware:
    """Gives a request its id and logs how it ended.

    What the handlers leave in `scope["herm"]`, the role and the error, is logged with it. Headers and bodies
    are not: they carry secrets, tokens and other people's data.
    """

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()
        request_id = Headers(scope=scope).get("x-request-id") or str(uuid.uuid4())
        scope["herm"] = seen = {"request_id": request_id}
        answer: dict[str, int] = {"status": 500, "size": 0}

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = request_id
            elif message["type"] == "http.response.body":
                answer["size"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._write(scope, seen, answer, time.monotonic() - started)

    def _write(self, scope: Scope, seen: dict[str, Any], answer: dict[str, int], seconds: float) -> None:
        operation: dict[str, Any] = {
            "request_id": seen["request_id"],
            "request_mode": seen.get("mode", "non-graphql"),
            "query_execution_time": round(seconds, 6),
            "response_size": answer["size"],
        }
        if "role" in seen:
            operation["user_vars"] = {"x-hasura-role": seen["role"]}
        if "error" in seen:
            operation["error"] = seen["error"]
        client = scope.get("client")
        http = {
            "status": answer["status"],
            "method": scope["method"],
            "ip": client[0] if client else None,
            "url": scope["path"],
            "http_version": f"HTTP/{scope['http_version']}",
            "content_encoding": None,
        }
        detail = {"request_id": seen["request_id"], "http": http, "operation": operation}
        failed = "error" in seen or answer["status"] >= 400
        self._log.write("http-log", detail, "error" if failed else "info")

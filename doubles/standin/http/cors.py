"""Which origins may call, and the headers that tell browsers so.

Starlette's own `CORSMiddleware` gives other answers, which none of its options changes: a preflight gets 200
with a text in place of Hasura's 204, one from a stranger 400 in place of the API's answer, and an OPTIONS
without Access-Control-Request-Method is no preflight to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hasura.start.origins import Origins


@dataclass(frozen=True)
class CorsPolicy:
    """What counts of origins.

    Attributes:
        origins: The origins that may call.
        disabled: Whether origins are neither looked at nor answered.
        read_cookie: Whether a WebSocket's cookies count although CORS is disabled.
    """

    origins: Origins = field(default_factory=Origins)
    disabled: bool = False
    read_cookie: bool = False


class CorsMiddleware:
    """Answers preflights and adds the headers, for the origins of the policy only."""

    def __init__(self, app: ASGIApp, policy: CorsPolicy) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it when it is a preflight."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin")
        if origin is None or self._policy.disabled or not self._policy.origins.allow(origin):
            await self._app(scope, receive, send)
            return
        allowed = {
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": "true",
            "access-control-allow-methods": "GET,POST,PUT,PATCH,DELETE,OPTIONS",
        }
        if scope["method"] == "OPTIONS":
            preflight = {
                "access-control-max-age": "1728000",
                "access-control-allow-headers": headers.get("access-control-request-headers", ""),
                "content-type": "text/plain charset=UTF-8",
            }
            await Response(status_code=204, headers=allowed | preflight)(scope, receive, send)
            return

        async def send_allowed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(allowed)
            await send(message)

        await self._app(scope, receive, send_allowed)

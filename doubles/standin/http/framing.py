"""Requests whose length is wrong: too large, or told by two headers."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from doubles.standin import limits
from hasura.model import Refused
from hasura.request.wire import answer, api_body

_TWO_LENGTHS = Refused(400, "bad-request", "Content-Length and Transfer-Encoding exclude each other")


class FramingMiddleware:
    """Answers what its headers show to be wrong; a body without a length is counted as it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it before its body is read."""
        app = self._app
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if "transfer-encoding" in headers and "content-length" in headers:
                # Where the request ends is open, so that nothing more is read from this connection.
                app = _refusal(scope, _TWO_LENGTHS, {"connection": "close"})
            elif int(headers.get("content-length", "0")) > _most(scope):
                app = too_large(scope)
        await app(scope, receive, send)


def too_large(scope: Scope) -> Response:
    """The answer to a body that is too large; Hasura has none, so that the status is the usual one."""
    return _refusal(scope, Refused(413, "bad-request", f"the body is larger than {_most(scope)} bytes"))


def _most(scope: Scope) -> int:
    return limits.ADMIN_BODY if scope["path"] in limits.ADMIN_PATHS else limits.BODY


def _refusal(scope: Scope, refused: Refused, headers: dict[str, str] | None = None) -> Response:
    """A refusal in the form of Hasura's errors at this address."""
    scope["herm"]["error"] = api_body(refused)
    _, body = answer(scope["path"], refused)
    return JSONResponse(body, refused.status, headers)

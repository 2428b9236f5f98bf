"""Which origins may call, and the headers that tell browsers so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DOMAIN = re.compile(r"(https?://)(\*\.)?([^\s/*,]+)/?")


@dataclass(frozen=True)
class CorsPolicy:
    """The origins that may call.

    Attributes:
        every: Whether every origin may.
        exact: Origins that may.
        wildcards: Pairs of scheme and suffix, from entries such as `https://*.example.com`.
        disabled: Whether origins are neither looked at nor answered.
        read_cookie: Whether a WebSocket's cookies count although CORS is disabled.
    """

    every: bool = False
    exact: frozenset[str] = frozenset()
    wildcards: frozenset[tuple[str, str]] = frozenset()
    disabled: bool = False
    read_cookie: bool = False

    def allows(self, origin: str) -> bool:
        """Whether this origin may call."""
        if self.every or origin in self.exact:
            return True
        return any(
            origin.startswith(scheme) and origin.endswith(suffix) and len(origin) > len(scheme + suffix)
            for scheme, suffix in self.wildcards
        )


def parse_domains(text: str) -> CorsPolicy:
    """The policy of a list of domains separated by commas; `*` allows every origin.

    Raises:
        ValueError: An entry is not a domain.
    """
    if text.strip() == "*":
        return CorsPolicy(every=True)
    exact, wildcards = set(), set()
    for entry in (part.strip() for part in text.split(",")):
        match = _DOMAIN.fullmatch(entry)
        if match is None:
            raise ValueError(f"invalid domain: '{entry}'")
        if match[2]:
            wildcards.add((match[1], f".{match[3]}"))
        else:
            exact.add(match[1] + match[3])
    return CorsPolicy(exact=frozenset(exact), wildcards=frozenset(wildcards))


class CorsMiddleware:
    """Answers preflights and adds the headers, for the origins of the policy only."""

    def __init__(self, app: ASGIApp, policy: CorsPolicy) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it when it is a preflight."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin")
        if origin is None or self._policy.disabled or not self._policy.allows(origin):
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

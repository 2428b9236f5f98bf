"""Asking one query engine: over its socket, a few at once, each answer bounded in time and size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from doubles.standin import limits
from doubles.standin.graphql.request import QueryError

_ENDPOINT = "http://query-engine/v1/graphql"


class Client:
    """Who asks, and how many are asking.

    Args:
        socket: Where the query engine listens.
    """

    def __init__(self, socket: Path) -> None:
        self._asking = 0
        self._idle = asyncio.Event()
        self._idle.set()
        bounds = httpx.Limits(max_connections=limits.QUERIES)
        self._http = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(uds=str(socket), limits=bounds),
            timeout=2 * limits.QUERY_SECONDS,  # never reached: `ask` has one for the whole
            headers={"content-type": "application/json", "accept-encoding": "identity"},
        )

    async def ask(self, body: bytes, token: str) -> bytes:
        """The answer to a GraphQL request, as it is.

        Raises:
            QueryError: The answer takes too long or is too large.
            httpx.TransportError: The query engine has gone.
        """
        try:
            async with self._counted(), asyncio.timeout(limits.QUERY_SECONDS):
                return await self._ask(body, token)
        except TimeoutError:
            reason = f"the query takes more than {limits.QUERY_SECONDS} s"
            raise QueryError(reason, code="unexpected") from None

    async def close(self) -> None:
        """Close all connections, once everybody has been answered."""
        await self._idle.wait()
        await self._http.aclose()

    async def _ask(self, body: bytes, token: str) -> bytes:
        answer = bytearray()
        headers = {"authorization": f"Bearer {token}"}
        async with self._http.stream("POST", _ENDPOINT, content=body, headers=headers) as response:
            async for part in response.aiter_raw():
                answer += part
                if len(answer) > limits.ANSWER:
                    raise QueryError(f"the answer has more than {limits.ANSWER} bytes", code="unexpected")
        return bytes(answer)

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        self._asking += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._asking -= 1
            if not self._asking:
                self._idle.set()

"""Live queries of one connection: each is asked again every second, and the client hears of a change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from anyio import WouldBlock

from doubles.standin import limits
from doubles.standin.engine import Engine
from doubles.standin.graphql.answer import encoded
from doubles.standin.graphql.request import GraphQLRequest, QueryError
from hasura.model import Accepted


class LiveQueries:
    """The live queries that run.

    Args:
        engine: Is asked.
        tell: Gets an operation's id and what to tell its client.
        told: Returns when the client has taken everything: one that does not read is asked for nothing.
    """

    def __init__(
        self, engine: Engine, tell: Callable[[str, dict[str, Any]], None], told: Callable[[], Awaitable[None]]
    ) -> None:
        self._engine = engine
        self._tell = tell
        self._told = told
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, operation: str, request: GraphQLRequest, user: Accepted) -> None:
        """Ask from now on; a second operation of the same id takes the place of the first.

        Raises:
            QueryError: Too many run.
        """
        self.stop(operation)
        task = asyncio.ensure_future(self._ask(operation, request, user))
        try:
            self._engine.live.acquire_on_behalf_of_nowait(task)
        except WouldBlock:
            task.cancel()
            raise QueryError(f"more than {limits.LIVE_QUERIES} live queries run", code="busy") from None
        task.add_done_callback(self._engine.live.release_on_behalf_of)
        self._running[operation] = task

    def stop(self, operation: str) -> None:
        """Ask no more."""
        task = self._running.pop(operation, None)
        if task is not None:
            task.cancel()

    def stop_all(self) -> None:
        """Ask nothing more: the connection ends."""
        for operation in tuple(self._running):
            self.stop(operation)

    async def _ask(self, operation: str, request: GraphQLRequest, user: Accepted) -> None:
        before = b""
        while True:
            try:
                body = await self._engine.queries.ask(request, user, safe=True)
            except QueryError as error:
                body = encoded({"errors": [error.body()]})
            if body != before:
                self._tell(operation, json.loads(body))
                before = body
            await self._told()
            await asyncio.sleep(limits.REFETCH_SECONDS)

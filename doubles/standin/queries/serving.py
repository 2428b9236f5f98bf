"""Queries over the tracked tables: the query engine that runs now, the next one, and the one after a fall."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

from doubles.standin.graphql.request import GraphQLRequest, QueryError
from doubles.standin.log import Log
from doubles.standin.queries.connection import ConnectionLost
from doubles.standin.queries.document import tracked
from doubles.standin.queries.launch import Running, launch
from doubles.standin.queries.process import EngineError
from doubles.standin.queries.roles import Roles
from hasura.metadata import Metadata, Source
from hasura.model import Accepted

_ADMIN = Accepted(Roles.ADMIN, {})
_LONGEST_PAUSE, _FALL_SECONDS = 10, 15
_FIRST_RETRY, _RAREST_RETRY = 10, 300


class Queries:
    """Answers from tables as long as some are tracked.

    Args:
        program: The query engine; None where the image has none, and nothing is served.
        address: Tells where a source's database is.
        log: Told of each start and end.
        note: Told why the metadata that was last set is not served; "" once it is.
    """

    def __init__(
        self,
        program: Path | None,
        address: Callable[[Source], str],
        log: Log,
        note: Callable[[str], Awaitable[None]],
    ) -> None:
        self._program = program
        self._address = address
        self._log = log
        self._note = note
        self._metadata = self._wanted = Metadata((), {})
        self._now: Running | None = None
        self._changing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def serving(self) -> bool:
        """Whether there are tables to ask."""
        return self._now is not None

    def may_subscribe(self, user: Accepted) -> bool:
        """Whether there is something of which somebody may have live queries."""
        return self._now is not None and user.role in self._now.roles.readers

    async def apply(self, metadata: Metadata) -> None:
        """Serve this metadata from now on; what is asked meanwhile is answered by the one before.

        Raises:
            EngineError: The query engine does not start with it; the one before goes on.
        """
        async with self._changing:
            new = await self._start(metadata)
            self._metadata = metadata
            old, self._now = self._now, new
        if new:
            self._background(self._watch(new))
        if old:
            self._background(old.process.end())

    async def follow(self, metadata: Metadata) -> None:
        """Serve this metadata, or as soon as that is possible; log and note say why it is not served yet."""
        self._wanted = metadata
        if not await self._try(metadata):
            self._background(self._keep_trying(metadata))

    async def _try(self, metadata: Metadata) -> bool:
        trouble = ""
        try:
            await self.apply(metadata)
        except (EngineError, OSError) as error:
            trouble = str(error)
            self._log.startup("query_engine", {"message": f"does not start: {trouble}"}, "error")
        await self._note(trouble)
        return not trouble

    async def _keep_trying(self, metadata: Metadata) -> None:
        """Ever more rarely, until it is served or something else is wanted: no machine is always busy."""
        pause = _FIRST_RETRY
        while True:
            await asyncio.sleep(pause)
            if self._wanted is not metadata or await self._try(metadata):
                return
            pause = min(2 * pause, _RAREST_RETRY)

    async def ask(self, request: GraphQLRequest, user: Accepted, *, safe: bool) -> bytes:
        """The answer to a request, as it is sent to the client.

        Args:
            request: What is asked.
            user: Who asks, as it was decided.
            safe: Whether it changes nothing, so that it may be asked again.

        Raises:
            QueryError: There is no answer: it takes too long, is too large or refused, or the engine fell.
        """
        for _ in range(2 if safe else 1):
            running = await self._running()
            try:
                return await running.ask(request, user)
            except ConnectionLost:
                await running.process.gone()
        raise QueryError("the query engine ended while it answered", code="unexpected")

    async def close(self) -> None:
        """End everything, whoever still waits."""
        last, self._now = self._now, None
        for task in self._tasks:
            task.cancel()
        if last:
            await last.process.abandon()

    async def _start(self, metadata: Metadata) -> Running | None:
        source = tracked(metadata)
        if self._program is None or source is None:
            return None
        process = await launch(self._program, self._address, metadata, source)
        running = Running(process, Roles.of(source))
        try:
            await process.until_ready(running.token(_ADMIN), len(source.tables))
        except BaseException:
            self._background(process.abandon())
            raise
        self._log.startup("query_engine", {"message": "answers", "tables": len(source.tables)})
        return running

    async def _running(self) -> Running:
        """The query engine that answers; a fallen one is waited for."""
        try:
            async with asyncio.timeout(_FALL_SECONDS):
                while self._now and self._now.process.ended:
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pass
        if self._now is None or self._now.process.ended:
            raise QueryError("the query engine does not run", code="unexpected")
        return self._now

    async def _watch(self, running: Running) -> None:
        """Start another one when this one ends by itself, as often as it takes."""
        await running.process.wait()
        pause = 0.0
        while self._now is running:
            self._log.startup("query_engine", {"message": "ended by itself; starting it again"}, "error")
            await asyncio.sleep(pause)
            pause = min(2 * pause + 1, _LONGEST_PAUSE)
            await self._try(self._metadata)

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

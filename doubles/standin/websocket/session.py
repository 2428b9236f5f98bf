"""One WebSocket connection's state: who the client is, and what a message of it leads to."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import OperationType

from doubles.standin.engine import Engine
from doubles.standin.graphql.answer import answer_operation, log_query, refusal_in
from doubles.standin.graphql.body import parse_request
from doubles.standin.graphql.operation import as_query
from doubles.standin.graphql.request import QueryError
from doubles.standin.websocket.live import LiveQueries
from doubles.standin.websocket.messages import ClientMessage, MessageError, read_message
from doubles.standin.websocket.outbox import Outbox
from hasura.model import Accepted


class Session:
    """The connection between `connection_init` and its end.

    Args:
        engine: Decides.
        outbox: Takes what the client is told.
        handshake: Headers of the handshake, which count beside those of `connection_init`.
        websocket_id: The connection's id in the log.
    """

    def __init__(
        self, engine: Engine, outbox: Outbox, handshake: Sequence[tuple[str, str]], websocket_id: str
    ) -> None:
        self._engine = engine
        self._outbox = outbox
        self._handshake = tuple(handshake)
        self._id = websocket_id
        self._user: Accepted | None = None
        self._refusal: str | None = None
        self._decided = asyncio.Event()
        self._live = LiveQueries(engine, outbox.data, outbox.taken)

    def end(self) -> None:
        """Ask nothing more for this client."""
        self._live.stop_all()

    def log(self, event: dict[str, Any], level: str = "info") -> None:
        """One `websocket-log` line."""
        detail = {
            "event": event,
            "connection_info": {
                "websocket_id": self._id,
                "token_expiry": self._user.expires_at if self._user else None,
                "msg": None,
            },
            "user_vars": {"x-hasura-role": self._user.role} if self._user else None,
        }
        self._engine.log.write("websocket-log", detail, level)

    async def until_expiry(self) -> None:
        """Returns when the token has expired; never for one that does not."""
        while self._user is None or self._user.expires_at is None:
            self._decided.clear()
            await self._decided.wait()
        await asyncio.sleep(max(0.0, self._user.expires_at - time.time()))
        self.log({"type": "jwt_expired"})

    async def until_init_is_late(self, seconds: int) -> None:
        """Tells a client that does not say in time who it is; never returns."""
        await asyncio.sleep(seconds)
        if self._user is None:
            self._outbox.too_late()
        await asyncio.Event().wait()

    async def receive(self, text: str) -> None:
        """Act on a message of the client, and wait until it has taken the answers."""
        try:
            message = read_message(text)
        except MessageError as error:
            reason = f"parsing ClientMessage failed: {error}"
            self.log({"type": "connection_error", "detail": reason}, "error")
            self._outbox.unreadable(reason)
        else:
            await self._act(message)
        await self._outbox.taken()

    async def _act(self, message: ClientMessage) -> None:
        match message.kind:
            case "connection_init":
                self._init(message.headers)
            case "start" | "subscribe":
                await self._start(message)
            case "stop" | "complete":
                self._live.stop(message.operation)
            case "ping":
                self._outbox.pong(message.payload)
            case "connection_terminate":
                self._outbox.terminate()

    def _init(self, headers: Mapping[str, str]) -> None:
        """Decide who the client is; a client that was refused once stays refused."""
        handshake = () if self._user else self._handshake
        decision = None if self._refusal else self._engine.decide((*headers.items(), *handshake))
        if isinstance(decision, Accepted):
            self._user = decision
            self._decided.set()
            self._outbox.acknowledge()
            return
        self._refusal = decision.message if decision else self._refusal
        self.log({"type": "connection_error", "detail": self._refusal}, "error")
        self._outbox.refuse(self._refusal)

    async def _start(self, message: ClientMessage) -> None:
        operation = message.operation
        if self._user is None:
            self._log_error(operation, self._outbox.too_early(operation))
        else:
            try:
                if await self._answer(operation, message.payload, self._user):
                    return
            except QueryError as error:
                self._log_error(operation, error)
                self._outbox.error(operation, error)
        self._outbox.complete(operation)

    async def _answer(self, operation: str, payload: Any, user: Accepted) -> bool:
        """Answer an operation; says whether it goes on, as a live query does.

        Raises:
            QueryError: It is not run.
        """
        request = parse_request(payload)
        log_query(self._engine, request, self._id)
        read = await self._engine.operation(request)
        if read.kind is OperationType.SUBSCRIPTION and self._engine.queries.serving:
            self._live.start(operation, as_query(request, read), user)
            return True
        body = await answer_operation(self._engine, request, read, user)
        refusal = refusal_in(body)
        if refusal and refusal.code == "validation-failed":
            raise refusal
        self._outbox.data(operation, await self._engine.work(json.loads, body))
        return False

    def _log_error(self, operation: str, error: QueryError) -> None:
        self.log({"type": "operation", "detail": {"operation_id": operation, "error": error.code}}, "error")

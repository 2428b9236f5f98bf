"""One WebSocket connection's state: what a message of the client leads to."""

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
from hasura.model import Accepted


class CloseConnection(Exception):  # noqa: N818 - an outcome, not a defect
    """The server closes the connection with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def _error_reason(code: int, message: str) -> str:
    return json.dumps({"server_error_msg": f"{code}: {message}"})


class Session:
    """The connection between `connection_init` and its end.

    Args:
        engine: Decides.
        modern: Whether the protocol is `graphql-transport-ws`.
        handshake: Headers of the handshake, which count beside those of `connection_init`.
        path: The address, which chooses the form of errors.
        websocket_id: The connection's id in the log.
    """

    def __init__(
        self, engine: Engine, modern: bool, handshake: Sequence[tuple[str, str]], path: str, websocket_id: str
    ) -> None:
        self._engine = engine
        self._modern = modern
        self._handshake = tuple(handshake)
        self._graphql_errors = path == "/v1/graphql"
        self._id = websocket_id
        self._outbox: asyncio.Queue[dict[str, Any] | CloseConnection] = asyncio.Queue()
        self._user: Accepted | None = None
        self._refusal: str | None = None
        self._decided = asyncio.Event()
        self._live = LiveQueries(engine, self._tell, self._outbox.join)

    async def next_message(self) -> dict[str, Any]:
        """The next message for the client.

        Raises:
            CloseConnection: All messages are sent, and the connection is to be closed.
        """
        message = await self._outbox.get()
        if isinstance(message, CloseConnection):
            raise message
        return message

    def sent(self) -> None:
        """The message has gone out."""
        self._outbox.task_done()

    def show_life(self) -> None:
        """A sign of life for proxies between the client and here."""
        keepalive = {"type": "ping", "payload": {"message": "keepalive"}}
        self._send(keepalive if self._modern else {"type": "ka"})

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
        """Closes a `graphql-transport-ws` connection that is not initialised in time."""
        await asyncio.sleep(seconds)
        if self._modern and self._user is None:
            self._close(4408, "Connection initialisation timed out")
        await asyncio.Event().wait()

    async def receive(self, text: str) -> None:
        """Act on a message of the client, and wait until it has taken the answers."""
        try:
            message = read_message(text)
        except MessageError as error:
            self._unreadable(f"parsing ClientMessage failed: {error}")
        else:
            await self._act(message)
        await self._outbox.join()

    async def _act(self, message: ClientMessage) -> None:
        match message.kind:
            case "connection_init":
                self._init(message.headers)
            case "start" | "subscribe":
                await self._start(message)
            case "stop" | "complete":
                self._live.stop(message.operation)
            case "ping":
                payload = {} if message.payload is None else {"payload": message.payload}
                self._send({"type": "pong"} | payload)
            case "connection_terminate":
                self._close(1000, "GQL_CONNECTION_TERMINATE received")

    def _init(self, headers: Mapping[str, str]) -> None:
        """Decide who the client is; a client that was refused once stays refused."""
        handshake = () if self._user else self._handshake
        decision = None if self._refusal else self._engine.decide((*headers.items(), *handshake))
        if isinstance(decision, Accepted):
            self._user = decision
            self._decided.set()
            self._send({"type": "connection_ack"})
            self.show_life()
            return
        self._refusal = decision.message if decision else self._refusal
        self.log({"type": "connection_error", "detail": self._refusal}, "error")
        if self._modern:
            self._close(4403, _error_reason(4403, "Forbidden"))
        else:
            self._send({"type": "connection_error", "payload": self._refusal})
            self._close(4400, _error_reason(4400, f"Connection initialization failed: {self._refusal}"))

    async def _start(self, message: ClientMessage) -> None:
        operation = message.operation
        if self._user is None:
            reason = "start received before the connection is initialised"
            self._operation_error(operation, QueryError(reason, code="start-failed"))
            if self._modern:
                self._close(1000, _error_reason(4400, reason))
        else:
            try:
                if await self._answer(operation, message.payload, self._user):
                    return
            except QueryError as error:
                self._operation_error(operation, error)
        self._send({"type": "complete", "id": operation})

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
        self._tell(operation, await self._engine.work(json.loads, body))
        return False

    def _tell(self, operation: str, payload: dict[str, Any]) -> None:
        """What an operation is answered: data, or the errors of one that was run."""
        self._send({"type": "next" if self._modern else "data", "id": operation, "payload": payload})

    def _operation_error(self, operation: str, error: QueryError) -> None:
        entry: Any = error.body()
        if not self._graphql_errors:
            entry = {"path": error.path, "error": error.message, "code": error.code}
        elif error.code != "start-failed":
            entry = [entry] if self._modern else {"errors": [entry]}
        self.log({"type": "operation", "detail": {"operation_id": operation, "error": error.code}}, "error")
        self._send({"type": "error", "id": operation, "payload": entry})

    def _unreadable(self, reason: str) -> None:
        self.log({"type": "connection_error", "detail": reason}, "error")
        if self._modern:
            self._close(4400, _error_reason(4400, f"Parsing client message failed: {reason}"))
        else:
            self._send({"type": "connection_error", "payload": reason})

    def _send(self, message: dict[str, Any]) -> None:
        self._outbox.put_nowait(message)

    def _close(self, code: int, reason: str) -> None:
        """Close once everything before is sent; what is sent afterwards is lost."""
        self._outbox.put_nowait(CloseConnection(code, reason))

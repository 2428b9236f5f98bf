"""What the server says on one WebSocket: the words of either protocol, and their order."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from doubles.standin.graphql.request import QueryError

_NOT_STARTED = "start-failed"


class CloseConnection(Exception):  # noqa: N818 - an outcome, not a defect
    """The server closes the connection with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Outbox:
    """Messages for the client.

    Args:
        modern: Whether the protocol is `graphql-transport-ws`.
        path: The address, which chooses the form of errors.
    """

    def __init__(self, modern: bool, path: str) -> None:
        self._modern = modern
        self._graphql_errors = path == "/v1/graphql"
        self._waiting: asyncio.Queue[dict[str, Any] | CloseConnection] = asyncio.Queue()
        self.taken = self._waiting.join

    async def next_message(self) -> dict[str, Any]:
        """The next message.

        Raises:
            CloseConnection: All messages are sent, and the connection is to be closed.
        """
        message = await self._waiting.get()
        if isinstance(message, CloseConnection):
            raise message
        return message

    def sent(self) -> None:
        """The message has gone out; `taken` returns when all have."""
        self._waiting.task_done()

    def acknowledge(self) -> None:
        """The client was accepted."""
        self._send({"type": "connection_ack"})
        self.show_life()

    def refuse(self, reason: str | None) -> None:
        """The client was refused."""
        if self._modern:
            self._close(4403, _error_reason(4403, "Forbidden"))
        else:
            self._send({"type": "connection_error", "payload": reason})
            self._close(4400, _error_reason(4400, f"Connection initialization failed: {reason}"))

    def show_life(self) -> None:
        """A sign of life for proxies between the client and here."""
        keepalive = {"type": "ping", "payload": {"message": "keepalive"}}
        self._send(keepalive if self._modern else {"type": "ka"})

    def pong(self, payload: Any) -> None:
        """The answer to a ping."""
        self._send({"type": "pong"} | ({} if payload is None else {"payload": payload}))

    def data(self, operation: str, payload: dict[str, Any]) -> None:
        """What an operation is answered: data, or the errors of one that was run."""
        self._send({"type": "next" if self._modern else "data", "id": operation, "payload": payload})

    def complete(self, operation: str) -> None:
        """No more of an operation follows."""
        self._send({"type": "complete", "id": operation})

    def error(self, operation: str, error: QueryError) -> None:
        """An operation is not run."""
        entry: Any = error.body()
        if not self._graphql_errors:
            entry = {"path": error.path, "error": error.message, "code": error.code}
        elif error.code != _NOT_STARTED:
            entry = [entry] if self._modern else {"errors": [entry]}
        self._send({"type": "error", "id": operation, "payload": entry})

    def too_early(self, operation: str) -> QueryError:
        """An operation came before the client was accepted; returns what it was told."""
        reason = "start received before the connection is initialised"
        error = QueryError(reason, code=_NOT_STARTED)
        self.error(operation, error)
        if self._modern:
            self._close(1000, _error_reason(4400, reason))
        return error

    def too_late(self) -> None:
        """The client did not say in time who it is, which the older protocol lets it do."""
        if self._modern:
            self._close(4408, "Connection initialisation timed out")

    def unreadable(self, reason: str) -> None:
        """A message of the client is none."""
        if self._modern:
            self._close(4400, _error_reason(4400, f"Parsing client message failed: {reason}"))
        else:
            self._send({"type": "connection_error", "payload": reason})

    def terminate(self) -> None:
        """The client wants no more."""
        self._close(1000, "GQL_CONNECTION_TERMINATE received")

    def _send(self, message: dict[str, Any]) -> None:
        self._waiting.put_nowait(message)

    def _close(self, code: int, reason: str) -> None:
        """Close once everything before is sent; what is sent afterwards is lost."""
        self._waiting.put_nowait(CloseConnection(code, reason))


def _error_reason(code: int, message: str) -> str:
    return json.dumps({"server_error_msg": f"{code}: {message}"})

"""What a request needs of the running server, and the one place that asks for a decision."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

from anyio import CapacityLimiter, to_thread

from doubles.standin import limits
from doubles.standin.graphql.remembered import Remembered
from doubles.standin.graphql.request import GraphQLRequest, QueryError
from doubles.standin.log import Log
from doubles.standin.metadata.api import MetadataApi
from doubles.standin.options import Options
from doubles.standin.queries.serving import Queries
from hasura.model import AuthMode, Decision, Key

if TYPE_CHECKING:
    from doubles.standin.graphql.operation import Operation

VERSION = "v2.50.3-herm-stand-in"
SERVER_TYPE = "ce"

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


@dataclass(frozen=True)
class Engine:
    """The server's parts.

    Attributes:
        keys: The keys of every `jwk_url`, now.
        healthy: Whether the database answers.
        background: Runs as long as the server does.
        metadata: Hasura's metadata, and the commands on it.
        queries: Answers from the tables that are tracked.
        requests: Room for GraphQL requests whose bodies are in memory.
        websockets: Room for WebSockets.
        live: Room for live queries.
    """

    mode: AuthMode
    options: Options
    log: Log
    keys: Callable[[], Mapping[str, tuple[Key, ...]]]
    healthy: Callable[[], Awaitable[bool]]
    background: Callable[[], Awaitable[None]] = field(repr=False)
    metadata: MetadataApi = field(repr=False)
    queries: Queries = field(repr=False)
    requests: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(limits.REQUESTS))
    websockets: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(limits.WEBSOCKETS))
    live: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(limits.LIVE_QUERIES))
    _operations: Remembered = field(default_factory=Remembered)
    _workers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(limits.WORKERS))

    def decide(self, headers: Iterable[tuple[str, str]]) -> Decision:
        """Hasura's decision about a request with these headers."""
        from hasura.request.check import check  # noqa: PLC0415 - loaded once the server listens

        return check(self.mode, tuple(headers), time.time(), self.keys())

    async def operation(self, request: GraphQLRequest, most_tokens: int = limits.TOKENS) -> Operation:
        """The operation of a request.

        Raises:
            QueryError: It cannot be parsed, or is none, or costs too much.
        """
        from doubles.standin.graphql.operation import read_operation  # noqa: PLC0415 - as above

        asked = (request.query, request.operation_name, most_tokens)
        operation = self._operations.get(asked)
        if operation is None:
            operation = await self.work(read_operation, request, most_tokens)
            self._operations.keep(asked, operation)
        return operation

    async def work(self, function: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
        """What a function returns that takes its time; everybody else is answered meanwhile."""
        try:
            return await to_thread.run_sync(function, *arguments, limiter=self._workers)
        except QueryError as error:
            # Its traceback holds what the function had in hand, ten times a body, and stands in a circle with
            # what waited for it: that would stay in memory until Python looks for circles.
            raise error.with_traceback(None) from None

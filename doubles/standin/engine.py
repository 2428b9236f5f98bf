"""What a request needs of the running server, and the one place that asks for a decision."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from doubles.standin.log import Log
from doubles.standin.options import Options
from hasura.model import AuthMode, Decision, Key
from hasura.request.check import check

VERSION = "v2.50.3-herm-stand-in"
SERVER_TYPE = "ce"


@dataclass(frozen=True)
class Engine:
    """The server's parts.

    Attributes:
        keys: The keys of every `jwk_url`, now.
        healthy: Whether the database answers.
        background: Runs as long as the server does.
    """

    mode: AuthMode
    options: Options
    log: Log
    keys: Callable[[], Mapping[str, tuple[Key, ...]]]
    healthy: Callable[[], Awaitable[bool]]
    background: Callable[[], Awaitable[None]] = field(repr=False)

    def decide(self, headers: Iterable[tuple[str, str]]) -> Decision:
        """Hasura's decision about a request with these headers."""
        return check(self.mode, tuple(headers), time.time(), self.keys())

"""What stands before every request: the log, the fault plan and the throttle."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MODES = ("500", "429", "drop", "lost")
"""`drop` closes the connection before the request is looked at; `lost` carries it out and then closes."""


@dataclass
class Faults:
    """Which requests fail, counted from the last reset; a request that is tried again is the same request.

    Attributes:
        at: The number of the first request that fails; 0 for none.
        mode: How it fails, one of `MODES`.
        times: How often it fails before it is let through.
        every: After how many requests the next one fails; 0 for no further one.
        writes: Whether only PUT, PATCH, POST and DELETE count.
        path: Only requests whose path contains this text count.
        count: How many requests have been counted; further tries of one that failed are not.
        fired: How many tries have failed.
    """

    at: int = 0
    mode: str = "500"
    times: int = 1
    every: int = 0
    writes: bool = False
    path: str = ""
    count: int = 0
    fired: int = 0
    _left: dict[str, int] = field(default_factory=dict)

    def next(self, method: str, path: str) -> str | None:
        """Count a request and say how it fails, or None."""
        request = f"{method} {path}"
        if request in self._left:
            if self._left[request] == 0:
                del self._left[request]
                return None
            return self._fail(request, self._left[request])
        if self.writes and method not in ("PUT", "PATCH", "POST", "DELETE"):
            return None
        if self.path.lower() not in path.lower():
            return None
        self.count += 1
        return self._fail(request, self.times) if self._is_hit() else None

    def _is_hit(self) -> bool:
        beyond = self.count - self.at
        return self.at > 0 and (beyond == 0 or (self.every > 0 and beyond > 0 and beyond % self.every == 0))

    def _fail(self, request: str, left: int) -> str:
        self._left[request] = left - 1
        self.fired += 1
        return self.mode


@dataclass
class Throttle:
    """At most so many requests in so many seconds; 0 requests means no limit."""

    requests: int = 0
    seconds: float = 1.0
    _seen: deque[float] = field(default_factory=deque)

    def refuses(self) -> bool:
        """Whether this request is one too many."""
        if not self.requests:
            return False
        now = time.monotonic()
        while self._seen and self._seen[0] <= now - self.seconds:
            self._seen.popleft()
        if len(self._seen) >= self.requests:
            return True
        self._seen.append(now)
        return False


@dataclass
class Gate:
    """The log and the plans that change how requests go."""

    log: Path
    faults: Faults = field(default_factory=Faults)
    throttle: Throttle = field(default_factory=Throttle)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def record(self, entry: dict[str, Any]) -> None:
        """Add a line: never a body, a header or a query value that could hold a secret."""
        with self._lock, self.log.open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")


def faults_from(text: str) -> Faults:
    """Read a plan such as `{"at": 7, "mode": "lost"}`.

    Raises:
        ValueError: The plan is not understood.
    """
    return faults_of(json.loads(text) if text else {})


def faults_of(given: Any) -> Faults:
    """The plan of a JSON object.

    Raises:
        ValueError: The plan is not understood.
    """
    known = {"at", "mode", "times", "every", "writes", "path"}
    if not isinstance(given, dict) or set(given) - known or str(given.get("mode", "500")) not in MODES:
        message = f"a fault plan has {sorted(known)}, with a mode of {MODES}"
        raise ValueError(message)
    return Faults(**{**given, "mode": str(given.get("mode", "500"))})

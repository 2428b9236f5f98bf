"""Log lines as Hasura writes them: one JSON object each, of the enabled types only, never a secret."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

_LEVELS = ("debug", "info", "warn", "error")


class Log:
    """Writes the lines whose type and level are enabled."""

    def __init__(self, types: frozenset[str], level: str = "info", stream: TextIO | None = None) -> None:
        self._types = types
        self._levels = _LEVELS[_LEVELS.index(level) :]
        self._stream = stream or sys.stdout

    def write(self, kind: str, detail: Mapping[str, Any], level: str = "info") -> None:
        """One line of a type.

        Args:
            kind: Hasura's log type, such as `http-log`.
            detail: What happened; the caller keeps secrets and tokens out.
            level: One of debug, info, warn and error.
        """
        if kind not in self._types or level not in self._levels:
            return
        moment = datetime.now(UTC)
        stamp = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"
        line = {"detail": detail, "level": level, "timestamp": stamp, "type": kind}
        # In one piece: several threads write.
        self._stream.write(json.dumps(line, separators=(",", ":")) + "\n")
        self._stream.flush()

    def startup(self, kind: str, info: Any, level: str = "info") -> None:
        """One line about the start."""
        self.write("startup", {"kind": kind, "info": info}, level)

"""One query engine: a process of the container's, reached by a Unix socket in a folder of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import secrets
import shutil
import tempfile
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from doubles.standin import limits
from doubles.standin.queries.client import Client
from doubles.standin.queries.connection import ConnectionLost

_START_SECONDS, _START_SECONDS_OF_A_TABLE = 20, 0.4
"""Hundreds of tables take several seconds of a processor that others may use too."""
_END_SECONDS = 5
_BETWEEN = 0.02


class EngineError(Exception):
    """The query engine does not start or has ended; says why, without a secret."""


class Process:
    """A query engine that runs.

    It ends when its standard input does: by `end`, or with the stand-in, however that ends.
    """

    def __init__(self, folder: Path, process: asyncio.subprocess.Process, key: str) -> None:
        self.key = key
        self._folder = folder
        self._process = process
        self._said: deque[str] = deque(maxlen=5)
        self._listening = asyncio.ensure_future(self._listen())
        self._client = Client(folder / "socket")
        self.ask = self._client.ask

    @classmethod
    async def launch(cls, program: Path, settings: Mapping[str, str], document: object) -> Process:
        """Start a query engine; `until_ready` says when it answers.

        Args:
            program: The executable.
            settings: Its environment, without what a process has for itself.
            document: What it serves.
        """
        folder = Path(tempfile.mkdtemp(prefix="queries-"))
        file = folder / "document.json"
        file.write_text(json.dumps(document))
        key = secrets.token_hex(32)
        own = {
            "PGRST_SERVER_UNIX_SOCKET": str(folder / "socket"),
            "PGRST_GRAPHQL_METADATA": str(file),
            "PGRST_JWT_SECRET": key,
            # Whoever has neither a token nor this gets nothing; nobody has this.
            "HASURA_GRAPHQL_ADMIN_SECRET": secrets.token_hex(32),
        }
        process = await asyncio.create_subprocess_exec(
            program,
            env={"PATH": os.defpath, **settings, **own},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (limits.ENGINE_BYTES, limits.ENGINE_BYTES))
        return cls(folder, process, key)

    async def until_ready(self, token: str, tables: int) -> None:
        """Wait until it answers.

        Args:
            token: Of somebody who may ask.
            tables: How many it serves.

        Raises:
            EngineError: It ended, or takes too long.
        """
        seconds = _START_SECONDS + tables * _START_SECONDS_OF_A_TABLE
        try:
            async with asyncio.timeout(seconds):
                while not await self._answers(token):
                    if self.ended:
                        await self._listening
                        raise EngineError(self._last_words())
                    await asyncio.sleep(_BETWEEN)
        except TimeoutError:
            late = f"it does not answer after {seconds:.0f} s"
            raise EngineError(f"{late}; {self._last_words()}") from None

    @property
    def ended(self) -> bool:
        """Whether it runs no more."""
        return self._process.returncode is not None

    async def wait(self) -> None:
        """Wait for its end."""
        await self._process.wait()

    async def gone(self) -> None:
        """Wait a moment for the end of a process that does not answer: connections end before it does."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.wait(), 1)

    async def end(self) -> None:
        """End it, once everybody who asked it has been answered."""
        await self._client.close()
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self.wait(), _END_SECONDS)
        except TimeoutError:
            self.kill()
            await self.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def abandon(self) -> None:
        """End it at once, whoever still waits."""
        self.kill()
        await self.end()

    async def _answers(self, token: str) -> bool:
        try:
            answer = await self.ask(b'{"query": "{ __typename }"}', token)
        except ConnectionLost:
            return False
        return answer.startswith(b'{"data"')

    def _last_words(self) -> str:
        """What it said last, without the hint that Rust adds to a panic."""
        words = [line for line in self._said if line and not line.startswith("note:")]
        return words[-1] if words else "it said nothing"

    async def _listen(self) -> None:
        """Take what it says, of which the last lines count when it does not start."""
        if self._process.stderr is not None:
            async for line in self._process.stderr:
                self._said.append(line.decode(errors="replace").strip()[:500])

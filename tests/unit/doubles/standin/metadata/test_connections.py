"""Connections that are used again: what they cost, and what does not outlive a use."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from doubles.standin.metadata.catalog import connections as module
from doubles.standin.metadata.catalog.connections import Connections


class Double:
    """A double of psycopg's connection: it notes what it is told, and a server can end it."""

    def __init__(self, refuses: bool) -> None:
        self.told: list[str] = []
        self.closed = False
        self.pgconn = self
        self._refuses = refuses
        self._own, self.server = socket.socketpair()

    def fileno(self) -> int:
        """As the real one."""
        return self._own.fileno()

    async def execute(self, sql: str) -> None:
        """As the real one."""
        self.told.append(sql)
        if self._refuses:
            raise psycopg.errors.ActiveSqlTransaction

    async def close(self) -> None:
        """As the real one."""
        self.finish()

    def finish(self) -> None:
        """As libpq's."""
        self.closed = True
        self._own.close()


Run = Callable[[Callable[[Connections], Awaitable[Any]]], list[Double]]


@pytest.fixture(params=[False])
def run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs something with connections, and gives those that were made; the parameter: they refuse a reset."""
    made: list[Double] = []

    async def connect(_: str) -> Double:
        made.append(Double(request.param))
        return made[-1]

    monkeypatch.setattr(module, "connect", connect)

    def runs(work: Callable[[Connections], Awaitable[Any]]) -> list[Double]:
        asyncio.run(work(Connections()))  # type: ignore[arg-type]
        for one in made:
            one.server.close()
        return made

    return runs


async def use(connections: Connections, url: str = "a") -> None:
    """One use, of nothing."""
    async with connections.use(url):
        pass


def test_a_thousand_migrations_take_one_connection(run: Run) -> None:
    """Uses one after another share a connection, and what each has set is discarded."""

    async def work(connections: Connections) -> None:
        for _ in range(1000):
            await use(connections)

    (made,) = run(work)
    assert made.told == ["DISCARD ALL"] * 1000


def test_nobody_shares_a_connection_that_is_in_use(run: Run) -> None:
    """Two uses at once have two connections, two addresses too; one of each address is kept."""

    async def work(connections: Connections) -> None:
        async with connections.use("a"), connections.use("a"):
            pass
        await use(connections, "b")

    assert [one.closed for one in run(work)] == [True, False, False]


def test_a_connection_is_closed_after_an_error(run: Run) -> None:
    """What an error has left on a connection, nobody meets."""

    async def work(connections: Connections) -> None:
        with pytest.raises(ZeroDivisionError):
            async with connections.use("a"):
                raise ZeroDivisionError
        await use(connections)

    assert [one.closed for one in run(work)] == [True, False]


@pytest.mark.parametrize("run", [True], indirect=True)
def test_a_transaction_that_was_left_open_ends(run: Run) -> None:
    """SQL that leaves a transaction open takes its connection along: PostgreSQL discards nothing in one."""
    assert [one.closed for one in run(use)] == [True]


def test_a_server_that_went_is_asked_anew(run: Run) -> None:
    """A connection whose server has ended is not used again."""

    async def work(connections: Connections) -> None:
        async with connections.use("a") as connection:
            connection.server.close()  # type: ignore[attr-defined]
        await use(connections)

    assert len(run(work)) == 2


def test_an_idle_connection_ends(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody stays connected for long who asks nothing."""
    monkeypatch.setattr(module, "_IDLE_SECONDS", 0)

    async def work(connections: Connections) -> None:
        await use(connections)
        while connections._idle:
            await asyncio.sleep(0)

    assert [one.closed for one in run(work)] == [True]

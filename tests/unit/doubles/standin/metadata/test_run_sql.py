"""`run_sql`: after which SQL the databases are looked at again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from doubles.standin.metadata.commands import run_sql as module
from hasura.metadata import Metadata
from tests.unit.doubles.standin.memory import MemorySources, MemoryStore

DOCUMENT = {"version": 3, "sources": [{"name": "default", "kind": "postgres", "tables": []}]}


class Nothing:
    """A connection to a database that takes everything, and its transaction."""

    async def __aenter__(self) -> Nothing:
        """Itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to end."""

    def transaction(self) -> Nothing:
        """Itself."""
        return self

    async def execute(self, _: str) -> None:
        """Take it."""


def looks(monkeypatch: pytest.MonkeyPatch, *requests: dict[str, Any]) -> int:
    """How often the databases are looked at after these requests."""
    seen: list[Metadata] = []

    async def listen(metadata: Metadata) -> None:
        seen.append(metadata)

    def connect(*_: object) -> Nothing:
        return Nothing()

    async def done(*_: object) -> str:
        return "done"

    monkeypatch.setattr(module, "connect", connect)
    monkeypatch.setattr(module, "execute", done)
    monkeypatch.setattr(module, "_checked", done)
    store, sources = MemoryStore(DOCUMENT), MemorySources()
    store.on_change(listen)

    async def run() -> None:
        for args in requests:
            assert await module.run_sql(store, sources, args) == "done"  # type: ignore[arg-type]

    asyncio.run(run())
    return len(seen)


def test_migrations_look_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand migrations, sent unchecked as herm does, start no query engine and read no schema."""
    step = {"sql": "ALTER TABLE a ADD b int; DROP TABLE c", "check_metadata_consistency": False}
    assert looks(monkeypatch, *[step] * 1000) == 0


@pytest.mark.parametrize("more", [{}, {"no_transaction": True}])
def test_checked_looks(monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]) -> None:
    """SQL that is checked, because it is asked for or by its words, has the databases looked at once."""
    assert looks(monkeypatch, {"sql": "ALTER TABLE a ADD b int"} | more) == 1
    asked = {"sql": "SELECT 1", "check_metadata_consistency": True}
    assert looks(monkeypatch, asked | more) == 1
    assert looks(monkeypatch, {"sql": "SELECT 1"} | more) == 0

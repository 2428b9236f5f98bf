"""The catalog and the databases of a stand-in in memory, for tests of what it decides."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from doubles.standin.metadata.api import MetadataApi
from doubles.standin.metadata.catalog.change import Stored
from doubles.standin.metadata.catalog.schema import Key, Relation, Schema
from doubles.standin.metadata.catalog.sources import SourceError
from doubles.standin.metadata.catalog.store import Listener
from doubles.standin.metadata.errors import ApiError
from hasura.metadata import Metadata, QualifiedName, read_metadata

EMPTY: dict[str, Any] = {"version": 3, "sources": []}


class MemoryChange:
    """A change of a `MemoryStore`."""

    def __init__(self, store: MemoryStore) -> None:
        self.stored = Stored(copy.deepcopy(store.document), store.version)
        self.state = copy.deepcopy(store.state)
        self.saved: dict[str, Any] | None = None

    async def save(self, document: dict[str, Any]) -> None:
        """Store other metadata."""
        self.saved = document

    async def read_state(self) -> dict[str, Any]:
        """What CLI and console remember."""
        return {"id": "the-id"} | {f"{kind}_state": state for kind, state in self.state.items()}

    async def write_state(self, kind: str, state: Any) -> None:
        """Replace it."""
        self.state[kind] = state


async def forget(_: str) -> None:
    """Where notes go that no test reads."""


class MemoryStore:
    """One document with its version, changed by one change at a time."""

    def __init__(self, document: dict[str, Any] | None = None) -> None:
        self.document = document or EMPTY
        self.version = 1
        self.state: dict[str, Any] = {"cli": {}, "console": {}}
        self.listeners: list[Listener] = []

    def on_change(self, listener: Listener) -> None:
        """As the real one."""
        self.listeners.append(listener)

    async def notify(self) -> None:
        """As the real one."""
        for listener in self.listeners:
            await listener(read_metadata(self.document))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[MemoryChange]:
        """As the real one."""
        yield MemoryChange(self)

    @asynccontextmanager
    async def change(self, referenced: int | None = None) -> AsyncIterator[MemoryChange]:
        """As the real one, without waiting."""
        if referenced not in {None, self.version}:
            raise ApiError("conflict", "conflict", "$", status=409)
        change = MemoryChange(self)
        yield change
        self.state = change.state
        if change.saved is not None:
            self.document, self.version = change.saved, self.version + 1
            await self.notify()


class MemorySources:
    """Databases that hold what a test says."""

    def __init__(self, **schemas: Schema | SourceError) -> None:
        self.found = schemas

    async def schemas(self, metadata: Metadata) -> dict[str, Schema | SourceError]:
        """As the real one."""
        names = {source.name for source in metadata.sources}
        return {name: schema for name, schema in self.found.items() if name in names}


def relation(oid: int, name: str, *columns: str, unique: tuple[str, ...] = (), **keys: str) -> Relation:
    """A table of schema `public`; a key is `author_id="author"`, to that table's `id`."""
    found = tuple(Key({column: "id"}, QualifiedName("public", target)) for column, target in keys.items())
    named = dict(enumerate([*columns, *keys], 1))
    return Relation(oid, QualifiedName("public", name), named, found, unique)


def schema(*relations: Relation, functions: dict[str, int] | None = None) -> Schema:
    """A database of these tables; functions by their number of definitions."""
    counted = {QualifiedName("public", name): tuple(range(n)) for name, n in (functions or {}).items()}
    return Schema({found.name: found for found in relations}, counted)


LIBRARY = schema(
    relation(1, "author", "id", "name"), relation(2, "article", "id", "title", author_id="author")
)


def api(document: dict[str, Any] | None = None, **schemas: Schema | SourceError) -> MetadataApi:
    """The metadata API on memory; the default source holds authors and their articles."""
    sources = MemorySources(**({"default": LIBRARY} | schemas))
    return MetadataApi(MemoryStore(document), sources)  # type: ignore[arg-type]

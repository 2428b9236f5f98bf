"""The query engine that runs: started, changed without a lost request, started again when it falls."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from doubles.standin import limits
from doubles.standin.graphql.request import GraphQLRequest, QueryError
from doubles.standin.log import Log
from doubles.standin.queries import launch, process, serving
from doubles.standin.queries.catalog import Catalog
from doubles.standin.queries.process import EngineError
from doubles.standin.queries.serving import Queries
from hasura.metadata import Metadata, read_metadata
from hasura.model import Accepted

USER = Accepted("user", {})


def tracking(*names: str) -> Metadata:
    """Metadata with these tables."""
    tables = [{"table": {"schema": "public", "name": name}} for name in names]
    return read_metadata(
        {"version": 3, "sources": [{"name": "default", "kind": "postgres", "tables": tables}]}
    )


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The double of the query engine as a program, and a database that says no more than it has to."""

    async def look(_: str, __: object) -> Catalog:
        return Catalog("hasura", ())

    monkeypatch.setattr(launch, "look", look)
    double = Path(__file__).with_name("engine_double.py")
    file = tmp_path / "query-engine"
    file.write_text(f'#!/bin/sh\nexec {sys.executable} {double} "$@"\n')
    file.chmod(0o755)
    return file


@asynccontextmanager
async def served(program: Path | None, *names: str, notes: list[str] | None = None) -> AsyncIterator[Queries]:
    """Queries over these tables; `notes` gets what is noted."""

    async def note(trouble: str) -> None:
        if notes is not None:
            notes.append(trouble)

    log = Log(frozenset({"startup"}), "info", io.StringIO())
    queries = Queries(program, lambda _: "postgres://nowhere/hasura", log, note)
    try:
        await queries.apply(tracking(*names))
        yield queries
    finally:
        await queries.close()


async def ask(queries: Queries, text: str = "{ a }", *, safe: bool = True) -> Any:
    """The data of an answer."""
    return json.loads(await queries.ask(GraphQLRequest(text), USER, safe=safe))["data"]


def test_nothing_to_serve(program: Path) -> None:
    """Without a program, and without a table, nothing is served and no process started."""

    async def run() -> None:
        async with served(None, "a") as queries:
            assert not queries.serving
        async with served(program) as queries:
            assert not queries.serving
            with pytest.raises(QueryError, match="does not run"):
                await ask(queries)

    asyncio.run(run())


def test_change_loses_no_request(program: Path) -> None:
    """While the document changes, every request is answered, by the old or the new one; the old one ends."""

    async def run() -> None:
        async with served(program, "a") as queries:
            before = (await ask(queries))["pid"]
            slow = asyncio.ensure_future(ask(queries, "{ slow }"))
            change = asyncio.ensure_future(queries.apply(tracking("a", "b")))
            seen = [(await ask(queries))["tables"]]
            while not change.done():
                seen.append((await ask(queries))["tables"])
            await change
            after = await ask(queries)
            assert after["tables"] == ["public.a", "public.b"]
            assert all(tables in (["public.a"], after["tables"]) for tables in seen)
            assert (await slow)["pid"] == before
            while Path(f"/proc/{before}").exists():
                await asyncio.sleep(0.02)

    asyncio.run(run())


def test_broken_document(program: Path) -> None:
    """A document with which it does not start is noted with its last words; the one before goes on."""

    async def run() -> None:
        notes: list[str] = []
        async with served(program, "a", notes=notes) as queries:
            with pytest.raises(EngineError, match="this document is broken"):
                await queries.apply(tracking("broken"))
            assert (await ask(queries))["tables"] == ["public.a"]
            await queries.follow(tracking("broken"))
            assert (await ask(queries))["tables"] == ["public.a"]
            await queries.follow(tracking("b"))
            assert notes == ["Error: this document is broken", ""]

    asyncio.run(run())


def test_start_that_failed_is_tried_again(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it succeeds, and only as long as nothing else is wanted."""
    monkeypatch.setattr(serving, "_FIRST_RETRY", 0.05)
    works = program.read_text()

    async def run() -> None:
        notes: list[str] = []
        async with served(program, "a", notes=notes) as queries:
            program.write_text("#!/bin/sh\necho is busy >&2; exit 1\n")
            await queries.follow(tracking("b"))
            assert (await ask(queries))["tables"] == ["public.a"]
            program.write_text(works)
            while (await ask(queries))["tables"] == ["public.a"]:
                await asyncio.sleep(0.02)
            assert (await ask(queries))["tables"] == ["public.b"]
            assert (notes[0], notes[-1]) == ("is busy", "")
            tried = len(notes)
            await queries.follow(tracking("broken"))
            await queries.follow(tracking("c"))
            await asyncio.sleep(0.2)  # time for a few tries of what is wanted no more
            assert notes[tried:] == ["Error: this document is broken", ""]

    asyncio.run(run())


def test_many_tables_take_their_time(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start is given up by the number of its tables: hundreds take long where others use the machine."""
    monkeypatch.setattr(process, "_START_SECONDS", 0)
    monkeypatch.setattr(process, "_START_SECONDS_OF_A_TABLE", 30)

    async def run() -> None:
        async with served(program, "a", "b") as queries:
            assert queries.serving

    asyncio.run(run())


def test_fall(program: Path) -> None:
    """One that ends by itself is started again; who asks meanwhile waits; no mutation is done twice."""

    async def run() -> None:
        async with served(program, "a") as queries:
            before = (await ask(queries))["pid"]
            with pytest.raises(QueryError, match="ended while it answered"):
                await ask(queries, "mutation { die }", safe=False)
            assert (await ask(queries))["pid"] != before

    asyncio.run(run())


def test_bounds(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that takes too long or is too large is none, and the next one comes as ever."""
    monkeypatch.setattr(limits, "ANSWER", 1000)

    async def run() -> None:
        async with served(program, "a") as queries:
            with pytest.raises(QueryError, match="more than 1000 bytes"):
                await ask(queries, "x" * 2000)
            monkeypatch.setattr(limits, "QUERY_SECONDS", 0.2)
            with pytest.raises(QueryError, match=r"more than 0\.2 s"):
                await ask(queries, "{ slow }")
            monkeypatch.setattr(limits, "QUERY_SECONDS", 30)
            assert (await ask(queries))["tables"] == ["public.a"]

    asyncio.run(run())


def test_end_of_the_server(program: Path) -> None:
    """Nothing is left running when the server ends."""

    async def run() -> int:
        async with served(program, "a") as queries:
            pid: int = (await ask(queries))["pid"]
        return pid

    pid = asyncio.run(run())
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        assert time.monotonic() < deadline
        time.sleep(0.02)

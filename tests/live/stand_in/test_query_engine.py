"""The query engine in the stand-in's image when something falls, changes, or means harm."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from doubles.standin import limits
from tests.live.containers import accepts, docker, sql, wait_until
from tests.live.stand_in.tables import ADMIN, ARTICLE, AUTHOR, Tables, headers, to
from tests.support.crowd import crowd

pytestmark = pytest.mark.needs_root

QUERY = "{ article(order_by: {id: asc}) { title } }"
ROWS = {"data": {"article": [{"title": "draft"}, {"title": "out"}, {"title": "own"}]}}
KILL = """
import os, pathlib, signal
for comm in pathlib.Path("/proc").glob("[0-9]*/comm"):
    if comm.read_text().strip() == "query-engine":
        os.kill(int(comm.parts[2]), signal.SIGKILL)
        print("killed")
"""


@pytest.fixture(autouse=True)
def _fresh(tables: Tables) -> None:
    """The tables with their first rows."""
    tables.fill()


@pytest.fixture
def changed(tables: Tables) -> Iterator[Tables]:
    """The tables for a test that tracks others: afterwards these are tracked again."""
    yield tables
    tables.track(AUTHOR, ARTICLE)


def test_killed(tables: Tables) -> None:
    """A query engine that falls is there again for whoever asks next."""
    for _ in range(2):
        assert docker("exec", tables.container, "python3", "-c", KILL) == "killed"
        assert tables.ask(QUERY) == ROWS


def test_database_restarted(tables: Tables) -> None:
    """While its database is away there are errors, and answers as soon as it is back."""
    docker("restart", tables.database)
    wait_until(lambda: accepts(tables.database))
    wait_until(lambda: bool(tables.ask(QUERY) == ROWS), 30)


def test_metadata_that_it_does_not_start_with(changed: Tables) -> None:
    """Why it does not start is kept in the database, where `./herm status` finds it, until it starts."""
    note = "SELECT trouble FROM hdb_catalog.herm_stand_in"
    changed.track(AUTHOR, ARTICLE | {"configuration": {"comment": 5}})
    wait_until(lambda: "invalid type: number" in sql(changed.database, note))
    assert changed.ask(QUERY) == ROWS
    changed.track(AUTHOR, ARTICLE)
    wait_until(lambda: sql(changed.database, note) == "")


def test_change_while_others_ask(changed: Tables) -> None:
    """A change of the metadata counts once it is answered, and nobody who asks meanwhile gets an error."""
    answers: list[Any] = []
    done = threading.Event()

    def asks() -> None:
        while not done.is_set():
            answers.append(changed.ask(QUERY))

    others = [threading.Thread(target=asks) for _ in range(2)]
    for other in others:
        other.start()
    try:
        for shown in (False, True):
            granted = [to("late", columns=["title"], filter={})] if shown else []
            changed.track(AUTHOR, ARTICLE | {"select_permissions": granted})
            late = changed.ask("{ article { title } }", ADMIN | {"x-hasura-role": "late"})
            assert ("data" in late) == shown
    finally:
        done.set()
        for other in others:
            other.join()
    assert answers
    assert all(answer == ROWS for answer in answers)


def heard(socket: ClientConnection) -> Any:
    """What the next message about an operation carries."""
    while True:
        message = json.loads(socket.recv(timeout=20))
        if "id" in message:
            return message.get("payload")


def test_live_query(tables: Tables) -> None:
    """A live query tells its user of each change that they may see, and of no other."""
    url = tables.url.replace("http", "ws", 1) + "/v1/graphql"
    with connect(url, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
        socket.send(json.dumps({"type": "connection_init", "payload": {"headers": headers(1)}}))
        live = {"query": f"subscription {QUERY}"}
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": live}))
        assert heard(socket) == {"data": {"article": [{"title": "draft"}, {"title": "out"}]}}
        sql(tables.database, "UPDATE article SET title = 'hidden' WHERE title = 'own'")
        sql(tables.database, "UPDATE article SET title = 'ready' WHERE title = 'draft'")
        assert heard(socket) == {"data": {"article": [{"title": "ready"}, {"title": "out"}]}}


def test_two_hundred_clients_at_once(tables: Tables) -> None:
    """Each of them gets its rows, and no answer is an error: who comes when all are busy waits."""
    tables.fill()
    own = {"data": {"article": [{"title": "draft"}, {"title": "out"}]}}
    body = {"query": QUERY}
    times, errors = crowd(
        tables.url, headers(1), body, lambda answer: bool(answer.json() == own), clients=200, seconds=3
    )
    assert (len(times) >= 200, errors) == (True, 0)


def test_costly(tables: Tables) -> None:
    """An answer that is too large and a flood of fields are bounded, and the next one is answered as ever."""
    size = limits.ANSWER // 1000
    large = f"SELECT 1, n, repeat('x', {size}) FROM generate_series(1, 1100) n"  # noqa: S608 - a number
    sql(tables.database, f"INSERT INTO article (author_id, title, body) {large}")
    assert "bytes" in tables.ask("{ article { body } }")["errors"][0]["message"]
    tables.fill()
    many = " ".join(f"a{n}: article {{ id title }}" for n in range(350))
    assert "data" in tables.ask(f"{{ {many} }}")
    assert tables.ask(QUERY) == ROWS

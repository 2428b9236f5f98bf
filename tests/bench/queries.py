"""Queries through the stand-in, from token to rows: many clients at once, and beside a direct query."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import psycopg

from machine.report import Report
from tests.live.containers import DATABASE, Sandbox, docker
from tests.live.stand_in.tables import SECRETS, Tables, headers
from tests.support.crowd import crowd

CLIENTS, SECONDS = 200, 60
_ALONE = 300  # queries of one client, of which the median counts
_BODY = {
    "query": "query ($id: Int!) { article(where: {id: {_eq: $id}}) { title author { name } } }",
    "variables": {"id": 1},
}
_SQL = (
    "SELECT a.title, b.name FROM article a JOIN author b ON b.id = a.author_id "
    "WHERE a.id = %s AND (a.author_id = 1 OR a.published)"
)
_ADDRESS = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"


@dataclass(frozen=True)
class Queries:
    """What was measured; times are in seconds.

    Attributes:
        direct: Median of the same rows by psycopg, over one connection.
        alone: Median of one client's queries with a token.
        answers: How many answers all clients got together in the time.
        errors: How many of them were no rows.
        median: Of an answer, with all clients at once.
        worst: The time within which 99 of 100 answers came.
    """

    direct: float
    alone: float
    clients: int
    seconds: float
    answers: int
    errors: int
    median: float
    worst: float


def measure_queries(report: Report, clients: int = CLIENTS, seconds: float = SECONDS) -> Queries:
    """One client beside psycopg, then many clients at once."""
    room = Sandbox()
    try:
        report("tables")
        tables = Tables(room, *room.healthy_stack(**SECRETS))
        tables.make()
        tables.fill()
        report("one client, and psycopg")
        direct, alone = _direct(tables.database), _alone(tables.url)
        report(f"{clients} clients for {seconds:.0f} seconds")
        times, errors = crowd(tables.url, headers(1), _BODY, _is_right, clients=clients, seconds=seconds)
    finally:
        room.remove()
    worst = statistics.quantiles(times, n=100)[-1]
    return Queries(direct, alone, clients, seconds, len(times), errors, statistics.median(times), worst)


def _direct(container: str) -> float:
    host = docker("inspect", "--format", _ADDRESS, container)
    user, name, password = DATABASE["POSTGRES_USER"], DATABASE["POSTGRES_DB"], DATABASE["POSTGRES_PASSWORD"]
    with psycopg.connect(host=host, user=user, dbname=name, password=password, autocommit=True) as connection:
        return _median(lambda: connection.execute(_SQL, (1,)).fetchall() == [("draft", "Ann")])


def _alone(url: str) -> float:
    with httpx.Client(base_url=url, headers=headers(1), timeout=60) as client:
        return _median(lambda: _is_right(client.post("/v1/graphql", json=_BODY)))


def _median(action: Callable[[], bool]) -> float:
    times = []
    for _ in range(_ALONE):
        started = time.monotonic()
        assert action()
        times.append(time.monotonic() - started)
    return statistics.median(times)


def _is_right(answer: httpx.Response) -> bool:
    expected = {"data": {"article": [{"title": "draft", "author": {"name": "Ann"}}]}}
    return answer.status_code == 200 and answer.json() == expected
